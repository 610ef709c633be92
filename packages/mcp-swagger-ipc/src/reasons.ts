/**
 * What the product says of why something ended, as it is written to REST, logs and the database. `{name}` stands for a value; `{reason}` for
 * another of these sentences, or for words that only their author knows. The dashboard tells them in the language of its reader, by the code.
 */
const SENTENCES = {
  // How a connection ended.
  CLIENT_LEFT: 'the client ended its session',
  CLIENT_LEFT_PIPE: 'the client ended it',
  CLIENT_CLOSED: 'the client closed its end',
  STREAM_CLOSED: 'the client closed its stream',
  STREAM_ENDED: 'the stream ended',
  SOCKET_CLOSED: 'the socket was closed ({code})',
  TOKEN_EXPIRED: 'the token that opened it expired',
  SERVER_STOPPED: 'the server stopped',
  API_STOPPED: 'the API stopped',
  OPERATOR: 'Disconnected by an operator.',
  OPERATOR_ENDED: 'the operator ended it',
  SILENT: 'silent for {silentMs} ms',
  IDLE: 'it was idle for too long',
  TOO_OLD: 'open for {ageMs} ms, the most that a session may last',
  NO_PING: 'did not answer a ping within {withinMs} ms',
  NO_NAME: 'did not say who it is within {withinMs} ms',
  EVICTED: 'its place went to a newcomer: of {most} connections it was idle longest',
  FULL: '{taken} of {most} connections are in use',
  MISSED: 'It ended while messages were lost.',
  PROCESS_ENDED: 'The process ended. {reason}',
  // How a process ended.
  TOO_OFTEN_AFTER: '{reason} It ended by itself more than {times} times within {seconds} s.',
  TOO_OFTEN: 'It ended by itself more than {times} times within {seconds} s.',
  REPLACED: 'Another process took its place.',
  STOPPED: 'It was asked to stop.',
  HEAP_FULL: 'memory limit: its heap was full.',
  SIGNAL: 'It was ended by {signal}.',
  EXITED_WELL: 'It ended by itself.',
  EXITED: 'It ended by itself with exit code {code}.',
  UNKNOWN_FLAG: 'The Node that runs it does not know the flag {flag}; take another version of Node, or take the flag out of what starts it.',
  MEMORY: 'memory limit: {rssBytes} of {mostBytes} bytes',
  NOT_READY: 'It was not ready within {seconds} s.',
  NO_HEALTH: '{missed} health checks in a row had no answer.',
  MCP_ILL: '{missed} checks of the MCP endpoint in a row failed: {reason}',
  UPSTREAM_ILL: '{missed} checks of the API behind it in a row failed: {reason}',
  NO_SCRIPT: 'The server script {script} does not exist; build the project or correct MCP_SERVER_SCRIPT_PATH.',
  NO_FOLDER: 'The working directory {folder} does not exist; make it again or correct DATA_DIR.',
  NO_ROOM: 'The process could not be spawned: {reason}; the API has as many files or processes open as it may, raise the limit (ulimit) or run fewer servers.',
  NOT_SPAWNED: 'The process could not be spawned: {reason}.',
  NO_HELLO: 'It did not introduce itself as an MCP server: {reason}',
  WENT_AWAY: 'The process went away before it answered; whether it did what was asked is not known.',
  PORT_TAKEN: 'Port {port} on {host} is taken by another program; choose another one, or 0 for any free port.',
  PORT_FORBIDDEN: 'Port {port} may not be used without more rights; choose one above 1023.',
  HOST_UNKNOWN: '{host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all of them.',
  // What a look at a process found.
  NO_ANSWER: 'The process did not answer {question} within {withinMs} ms.',
  ENDPOINT_SILENT: 'The endpoint did not answer within {withinMs} ms.',
  ENDPOINT_WRONG: 'The endpoint answered with status {status} and no message of MCP.',
  // How an alert ended.
  FINE: 'It is fine again.',
  UNWATCHED: 'The rule does not watch it any more.',
  DELETED: 'The server was deleted.',
} as const;

export type ReasonCode = keyof typeof SENTENCES;

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Values<C extends ReasonCode> = Record<NamesIn<(typeof SENTENCES)[C]>, string | number>;

/** A sentence that was understood: which one, and what stood in its gaps. */
export interface KnownReason {
  code: ReasonCode;
  values: Record<string, string>;
}

export const REASON_CODES = Object.keys(SENTENCES) as ReasonCode[];

const GAP = /\{(\w+)\}/g;

/** The sentence of a reason with its values. */
export function sayReason<C extends ReasonCode>(code: C, ...[values]: NamesIn<(typeof SENTENCES)[C]> extends never ? [] : [values: Values<C>]): string {
  return SENTENCES[code].replaceAll(GAP, (_, name: string) => String((values as Record<string, string | number> | undefined)?.[name]));
}

let patterns: [ReasonCode, RegExp][] | undefined;

/** Which reason a sentence tells, or undefined when it is none of these: the words of another program, or of an older version. */
export function readReason(text: string): KnownReason | undefined {
  patterns ??= REASON_CODES.map((code) => [code, patternOf(SENTENCES[code])]);
  for (const [code, pattern] of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return { code, values: { ...found.groups } };
  }
  return undefined;
}

function patternOf(sentence: string): RegExp {
  const literal = sentence.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll(GAP, (_, name: string) => `(?<${name}>.+?)`)}$`, 's');
}

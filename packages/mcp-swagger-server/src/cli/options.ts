import { type Command, InvalidArgumentError } from 'commander';
import { LONGEST_TIMER_MS } from 'mcp-swagger-ipc';

/** What `--openapi` and what is about the upstream came to; the same for every command. */
export interface UpstreamFlags {
  openapi: string;
  overlay: string[];
  /** A directory; true for the one of this system, false for none. */
  cache: string | boolean;
  config?: string;
  env?: string;
  baseUrl?: string;
  serverVariable: Record<string, string>;
  header: Record<string, string>;
  headerEnv: Record<string, string>;
  auth?: 'bearer' | 'basic' | 'apikey' | 'oauth2';
  tokenEnv?: string;
  credentials?: string;
  credentialOrigin: string[];
  include: string[];
  exclude: string[];
  operationFilterMethods?: string[];
  operationFilterPaths?: string[];
  operationFilterOperationIds?: string[];
  operationFilterStatusCodes?: string[];
  operationFilterParameters?: string[];
  toolMode: 'all' | 'search' | 'auto';
  toolBudget: number;
  outputSchemas: 'relaxed' | 'strict' | 'none';
  maxResponseBytes: number;
  timeout: number;
  retries: number;
  maxUpstreamCalls: number;
  maxWaitingCalls: number;
  circuitFailures: number;
  circuitOpen: number;
  allowPrivateNetwork: boolean;
  deepObjectLists: 'repeat' | 'brackets' | 'indices';
  redirects: 'same-origin' | 'any';
}

/** The flags of `serve`. */
export interface ServeFlags extends UpstreamFlags {
  transport: string;
  port: number;
  host: string;
  endpoint?: string;
  allowedHost: string[];
  allowedOrigin: string[];
  publicUrl?: string;
  apiKeyEnv?: string;
  oauthIssuer?: string;
  oauthAudience?: string;
  oauthScope: string[];
  oauthIntrospectionUrl?: string;
  oauthIntrospectionEnv?: string;
  internalApiPort?: number;
  maxConnections: number;
  onLimit: 'reject' | 'evict-oldest';
  idleTimeout: number;
  maxSessionAge: number;
  resourcePollInterval: number;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  managed: boolean;
  watch: boolean;
}

/** Adds the flags that every command has. `--openapi` is asked for by the command itself, for `--managed` has none. */
export function addUpstreamFlags(command: Command): Command {
  return command
    .option('-o, --openapi <file|url|->', 'the OpenAPI document: a file, an address, or - for stdin')
    .option('--overlay <file|url>', 'an OpenAPI Overlay to apply before the document is read (repeatable)', append, [])
    .option('--cache <directory>', 'where the tools of large documents are kept for the next start (default: the cache of this system)', true)
    .option('--no-cache', 'keeps nothing and reads nothing that was kept')
    .option('-c, --config <file>', 'these flags as JSON or YAML, by their long names; the command line wins')
    .option('--env <file>', 'environment variables as NAME=value lines; those that are set already win')
    .option('--base-url <url>', 'where the API is, if not where its document says')
    .option('--server-variable <name=value>', 'a variable of the document\'s server address (repeatable)', pair('='), {})
    .option('--header <name=value>', 'sent with every request to the API (repeatable)', pair('='), {})
    .option('--header-env <name=VARIABLE>', 'the same, with the value from the environment (repeatable)', pair('='), {})
    .addOption(command.createOption('--auth <kind>', 'how to prove who we are').choices(['bearer', 'basic', 'apikey', 'oauth2']))
    .option('--token-env <VARIABLE>', 'holds the token, user:password, key, or client-id:client-secret')
    .option('--credentials <file>', 'JSON or YAML: what to use for each security scheme of the document, by its name')
    .option('--credential-origin <origin>', 'gets the credentials as well as the origin of the API (repeatable)', append, [])
    .option('--include <filter>', 'only these operations: tag:, method:, path: or operation: with globs (repeatable)', append, [])
    .option('--exclude <filter>', 'not these operations (repeatable)', append, [])
    .option('--operation-filter-methods <list>', 'only these methods, separated by commas; the five of this kind must all hold', list)
    .option('--operation-filter-paths <list>', 'only these paths', list)
    .option('--operation-filter-operation-ids <list>', 'only these operationIds', list)
    .option('--operation-filter-status-codes <list>', 'only what answers with one of these', list)
    .option('--operation-filter-parameters <list>', 'only what has one of these parameters', list)
    .addOption(command.createOption('--tool-mode <mode>', 'all tools; three to search, describe and call them; or search when the list costs too much').choices(['all', 'search', 'auto']).default('all'))
    .option('--tool-budget <tokens>', 'what the list may cost before auto turns to search', wholeNumber(1), 32_000)
    .addOption(command.createOption('--output-schemas <kind>', 'shapes that always hold, what the document declares, or none').choices(['relaxed', 'strict', 'none']).default('relaxed'))
    .addOption(command.createOption('--deep-object-lists <how>', 'lists inside deepObject parameters: a=1&a=2, a[]=1&a[]=2 or a[0]=1&a[1]=2').choices(['repeat', 'brackets', 'indices']).default('repeat'))
    .addOption(command.createOption('--redirects <how-far>', 'redirects of the API that are followed; to other origins without credentials').choices(['same-origin', 'any']).default('same-origin'))
    .option('--max-response-bytes <n>', 'the most of an answer that is shown at once', wholeNumber(1), 10 * 1024 * 1024)
    .option('--timeout <ms>', 'for a whole call, retries included', wholeNumber(1, LONGEST_TIMER_MS), 30_000)
    .option('--retries <n>', 'of calls that may be repeated', wholeNumber(0), 2)
    .option('--max-upstream-calls <n>', 'calls that one origin of the API gets at once; the others wait', wholeNumber(1, 10_000), 64)
    .option('--max-waiting-calls <n>', 'calls that wait for that; more are refused', wholeNumber(0, 100_000), 1_000)
    .option('--circuit-failures <n>', 'so many failures in a row, and an origin is left alone for a while', wholeNumber(1, 1_000_000), 10)
    .option('--circuit-open <ms>', 'for so long, and up to twelve times as long when it stays bad', wholeNumber(1, 3_600_000), 5_000)
    .option('--allow-private-network', 'addresses that the document names may be private ones', false);
}

/** Adds the flags of `serve`. */
export function addServeFlags(command: Command): Command {
  return addUpstreamFlags(command)
    .option('-t, --transport <kind>', 'streamable (HTTP), stdio, websocket, or sse (HTTP of 2024, deprecated)', 'streamable')
    .option('-p, --port <n>', '0 for any free port', wholeNumber(0, 65_535), 3001)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('-e, --endpoint <path>', 'the path of the MCP endpoint (default: /mcp, or /sse for sse)')
    .option('--allowed-host <host>', 'another name that clients may call this server by (repeatable)', append, [])
    .option('--allowed-origin <origin>', 'a web page that may call this server (repeatable)', append, [])
    .option('--public-url <url>', 'where clients see the endpoint, when a proxy gives it another address')
    .option('--api-key-env <VARIABLE>', 'holds the keys that callers must have one of: key or name:key, separated by spaces, commas or newlines')
    .option('--oauth-issuer <url>', 'callers must have an access token of this issuer')
    .option('--oauth-audience <audience>', 'what the tokens must be meant for (default: the address of the endpoint)')
    .option('--oauth-scope <scope>', 'what the tokens must allow (repeatable)', append, [])
    .option('--oauth-introspection-url <url>', 'where the issuer is asked about tokens that are no JWT (RFC 7662)')
    .option('--oauth-introspection-env <VARIABLE>', 'holds client-id:client-secret for that')
    .option('--internal-api-port <n>', 'tells on 127.0.0.1 who is connected: /connections, /connections/count, /health; 0 for any free port', wholeNumber(0, 65_535))
    .option('--max-connections <n>', 'connections at once', wholeNumber(1), 1_000)
    .addOption(command.createOption('--on-limit <what>', 'when all connections are taken: turn the newcomer away, or whoever was idle longest').choices(['reject', 'evict-oldest']).default('reject'))
    .option('--idle-timeout <ms>', 'ends sessions that are silent for so long', wholeNumber(1), 30 * 60_000)
    .option('--max-session-age <ms>', 'ends sessions that are open for so long', wholeNumber(1), 24 * 60 * 60_000)
    .option('--resource-poll-interval <ms>', 'between two looks at a resource that a client subscribed to', wholeNumber(1, LONGEST_TIMER_MS), 10_000)
    .addOption(command.createOption('--log-level <level>', 'what goes to stderr').choices(['error', 'warn', 'info', 'debug']).default('info'))
    .option('-w, --watch', 'serves the document anew when it changes: files at once, addresses every 10 s', false)
    .option('--managed', 'configuration and commands on stdin, messages on stdout or file descriptor 3', false);
}

function append(value: string, before: string[]): string[] {
  return [...before, value];
}

function list(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',').map((part) => part.trim()).filter((part) => part !== '')];
}

function pair(separator: string): (value: string, before: Record<string, string>) => Record<string, string> {
  return (value, before) => {
    const at = value.indexOf(separator);
    if (at < 1) throw new InvalidArgumentError(`It must have the form name${separator}value.`);
    return { ...before, [value.slice(0, at).trim()]: value.slice(at + 1).trim() };
  };
}

function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isSafeInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`}.`);
    }
    return number;
  };
}

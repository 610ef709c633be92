import type { IncomingHttpHeaders } from 'node:http';

/** What came is no answer of HTTP/1.1; nothing more can be understood of its connection. */
export class AnswerBroken extends Error {
  override readonly name = 'AnswerBroken';
}

/** `body`: its length in bytes, or how its end is found (RFC 9112, section 6.3). */
export interface AnswerHead {
  status: number;
  headers: IncomingHttpHeaders;
  body: number | 'chunked' | 'until the end';
  keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What no value of a field may hold (RFC 9110, section 5.5). */
export const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const LENGTH = /^\d{1,15}$/;

/** Reads a status line and the fields below it; throws `AnswerBroken`. */
export function headIn(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, code] = STATUS_LINE.exec(first) ?? [];
  if (minor === undefined) throw new AnswerBroken('It sent something else than an answer of HTTP/1.1.');
  const status = Number(code);
  if (status === 101) throw new AnswerBroken('It changed the protocol, which nobody had asked for.');
  const headers = fieldsIn(lines);
  const body = bodyOf(status, headers);
  const keepsAlive = minor === '1' && body !== 'until the end' && !/\bclose\b/i.test(headers.connection ?? '');
  return { status, headers, body, keepsAlive };
}

/** Reads fields (RFC 9112, section 5), names in lower case; of those that come twice, all values. Throws `AnswerBroken`. */
export function fieldsIn(lines: readonly string[]): IncomingHttpHeaders {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!NAME.test(name) || NOT_IN_A_VALUE.test(line)) throw new AnswerBroken('It sent a line that is no header field.');
    const value = withoutBlanks(line, colon + 1);
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else fields[name] = [before, value];
  }
  return fields;
}

/** Two statements about the end of a body are none: who believes one of them may take what a client is told for another's answer. */
function bodyOf(status: number, headers: IncomingHttpHeaders): AnswerHead['body'] {
  const { 'transfer-encoding': coding, 'content-length': length } = headers;
  if (status < 200 || status === 204 || status === 304) return 0;
  if (coding !== undefined) {
    if (length !== undefined || typeof coding !== 'string' || coding.toLowerCase() !== 'chunked') throw new AnswerBroken('It sent a body whose end cannot be told.');
    return 'chunked';
  }
  if (length === undefined) return 'until the end';
  if (typeof length !== 'string' || !LENGTH.test(length)) throw new AnswerBroken('It sent a body whose length is none.');
  return Number(length);
}

/** From `begin` on, without blanks at both ends; a pattern that did that could be made slow. */
function withoutBlanks(line: string, begin: number): string {
  let [from, to] = [begin, line.length];
  while (from < to && isBlank(line.charCodeAt(from))) from += 1;
  while (to > from && isBlank(line.charCodeAt(to - 1))) to -= 1;
  return line.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

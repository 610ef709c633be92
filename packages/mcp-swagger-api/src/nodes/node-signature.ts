import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../auth/caller.js';

/** By it one node shows another that a request comes from it. */
export const NODE_HEADER = 'x-mcp-node';

/** Beside this answer, as the value of NODE_HEADER: whoever makes the request may come with its body. */
export const WELCOME = 'welcome';

/** A request on its way is this long at most; ms. */
const VALID_MS = 30_000;

/** Of this process; a count behind it tells its requests apart, for less than random bytes for each. */
const MARK = randomBytes(12).toString('base64url');
let signed = 0;

/** What one node says to another about a request. */
export interface Passed {
  /** The node that is meant, and no other. */
  to: string;
  /** Whose request it was, as the first node saw it: the other end of its connection. */
  remoteAddress: string;
  /** Whom the first node let in; absent when the request carries its own proof. */
  caller?: Caller;
  /** The lease by which the other node should have the server: its generation; 0 when it is to take it; absent when no server is meant. */
  generation?: number;
  serverId?: string;
  /** Another replica can do it as well, if the node's own does not run. */
  shared?: true;
  /** It is part of a request that was counted here. */
  counted?: true;
  /** It is only asked whether whoever makes the request would be let in; the body comes with another one. */
  asks?: true;
}

export interface SignedRequest {
  method: string;
  /** With its query. */
  path: string;
  /** All that are to count; whoever gets the request forgets any others. Names in lower case. */
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What was heard, and by what it can be told that it is heard for the first time. `until`: epoch ms on the database's clock. */
export interface Heard extends Passed {
  headers: string[];
  bodyHash: string;
  nonce: string;
  until: number;
}

/** The header's value: what is said and which headers count, until when it holds (epoch ms on the database's clock), the body's SHA-256, a number used once, and an HMAC-SHA256 (RFC 2104) over these, method, path and the values of the headers. */
export function sign(request: SignedRequest, passed: Passed, key: Uint8Array, nowMs: number): string {
  const names = Object.keys(request.headers).filter((name) => request.headers[name] !== undefined);
  const text = Buffer.from(JSON.stringify({ ...passed, headers: names })).toString('base64url');
  const bodyHash = hash('sha256', request.body, 'base64url');
  const said = `${text}.${Math.round(nowMs + VALID_MS)}.${bodyHash}.${nextNonce()}`;
  return `${said}.${macOf(request, names, said, key)}`;
}

/** What another node said, if it was one of ours, meant this request and the node `self`, and said it a moment ago. The body is for `isBody`, the nonce for `Nonces`. */
export function verify(request: Omit<SignedRequest, 'body'>, header: string, key: Uint8Array, nowMs: number, self: string): Heard | undefined {
  const parts = header.split('.');
  const [text = '', until = '', bodyHash = '', nonce = '', mac = ''] = parts;
  if (parts.length !== 5) return undefined;
  const said = saidIn(text);
  if (said === undefined) return undefined;
  const expected = Buffer.from(macOf(request, said.headers, `${text}.${until}.${bodyHash}.${nonce}`, key));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const leftMs = Number(until) - nowMs;
  if (!(leftMs > 0 && leftMs <= 2 * VALID_MS) || said.to !== self) return undefined;
  return { ...said, bodyHash, nonce, until: Number(until) };
}

/** Whether a body is the one that was signed. */
export function isBody(body: Buffer, bodyHash: string): boolean {
  return hash('sha256', body, 'base64url') === bodyHash;
}

function nextNonce(): string {
  signed += 1;
  return `${MARK}-${signed.toString(36)}`;
}

/** Not believed yet, only read: the signature is over it. */
function saidIn(text: string): (Passed & { headers: string[] }) | undefined {
  try {
    const said = JSON.parse(Buffer.from(text, 'base64url').toString()) as Passed & { headers: string[] };
    return Array.isArray(said.headers) ? said : undefined;
  } catch {
    return undefined;
  }
}

function macOf({ method, path, headers }: Omit<SignedRequest, 'body'>, names: readonly string[], said: string, key: Uint8Array): string {
  const values = JSON.stringify(names.map((name) => headers[name] ?? null));
  return createHmac('sha256', key).update(`${method}\n${path}\n${said}\n${values}`).digest('base64url');
}

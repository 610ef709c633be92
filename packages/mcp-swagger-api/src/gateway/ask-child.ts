import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Place } from './place.js';
import type { Refusal } from './refusal.js';

/** Of a caller whom a process knows: what tells it apart, its name for people, and the end of its proof in epoch ms. */
export type AnswerAboutCaller = { id: string; name: string; endsAtMs?: number | undefined } | Refusal;

/** A process may have to ask the issuer first. */
const ANSWER_MS = 15_000;
const MOST_BYTES = 64 * 1024;
const MOST_ID = 200;
const MOST_NAME = 200;
const MOST_MESSAGE = 1_000;

const callerSchema = z.object({ id: z.string().min(1), name: z.string(), endsAtMs: z.number().optional() });
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** What a process may tell a client that it does not let in; the statuses of RFC 6750, section 3.1, and that nobody can tell now. */
const CODES: Record<number, string> = { 400: 'CREDENTIALS_UNREADABLE', 401: 'UNAUTHORIZED', 403: 'INSUFFICIENT_SCOPE', 503: 'CREDENTIALS_UNVERIFIED' };

/** Asks the process of a server, by showing it what the request proves itself with, whose it is. `addresses`: what a token may be meant for. */
export async function askChild({ headers }: IncomingMessage, { endpoint, token, name }: Place, addresses: readonly string[]): Promise<AnswerAboutCaller> {
  if (endpoint === undefined) return gone(name);
  const shown = ['x-mcp-gateway', token, 'x-mcp-audience', addresses.join(' ')];
  for (const proof of ['authorization', 'x-api-key'] as const) {
    const value = headers[proof];
    if (typeof value === 'string') shown.push(proof, value);
  }
  try {
    const answer = await endpoint.others.request({ path: endpoint.path, method: 'GET', headers: shown, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
    const body = parsed(await textOf(answer.body));
    if (answer.statusCode === 200) return callerIn(body) ?? gone(name);
    return refusalIn(answer.statusCode, answer.headers, body) ?? gone(name);
  } catch {
    return gone(name);
  }
}

function callerIn(body: unknown): AnswerAboutCaller | undefined {
  const { success, data } = callerSchema.safeParse(body);
  if (!success) return undefined;
  const { id, name, endsAtMs } = data;
  return { id: id.length > MOST_ID ? hash('sha256', id, 'hex') : wellFormed(id), name: wellFormed(name.slice(0, MOST_NAME)), endsAtMs };
}

/** Half of a surrogate pair, as a cut or an issuer may leave it, can be sent nowhere. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function refusalIn(status: number, headers: Record<string, string | string[] | undefined>, body: unknown): Refusal | undefined {
  const code = CODES[status];
  const { success, data } = errorSchema.safeParse(body);
  if (code === undefined || !success) return undefined;
  const passed = ['www-authenticate', 'retry-after'].flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []));
  return { status, code, detail: data.error.message.slice(0, MOST_MESSAGE), headers: Object.fromEntries(passed) as Record<string, string> };
}

function gone(name: string): Refusal {
  return { status: 503, code: 'CREDENTIALS_UNVERIFIED', detail: `Server ${name} cannot be asked now whom it lets in; try again.`, headers: { 'Retry-After': '1' } };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`A process told more than ${MOST_BYTES} bytes about a caller.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

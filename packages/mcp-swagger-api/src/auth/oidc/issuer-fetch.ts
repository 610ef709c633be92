import { BodyTooLargeError, createDispatcher, type OutgoingPolicy, readBody } from 'mcp-swagger-parser';
import type { CustomFetch } from 'openid-client';
import { type Agent, request } from 'undici';

const TIMEOUT_MS = 10_000;
/** Metadata, keys, tokens and what is known of one person. */
const MAX_BYTES = 1024 * 1024;

/** How an issuer is asked: no private address but its own, no redirects, and no answer without end. */
export class IssuerFetch {
  readonly #dispatcher: Agent;

  constructor(
    policy: OutgoingPolicy,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.#dispatcher = createDispatcher(policy, 'derived', { connectTimeoutMs: timeoutMs });
  }

  readonly fetch: CustomFetch = async (url, { method, headers, body, signal }) => {
    const answer = await request(url, {
      dispatcher: this.#dispatcher,
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      // Forms, and nothing else, are what an issuer is sent.
      body: body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : null,
      // Of the whole: an answer that comes a byte at a time is never silent for long.
      signal: AbortSignal.any([AbortSignal.timeout(this.timeoutMs), ...(signal === undefined ? [] : [signal])]),
    });
    const bytes = await readBody(answer.body, one(answer.headers['content-encoding']), MAX_BYTES).catch((error: unknown) => {
      throw error instanceof BodyTooLargeError ? new Error(`${new URL(url).origin} answered with more than ${MAX_BYTES} bytes`, { cause: error }) : error;
    });
    const kept = Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined || name === 'content-encoding' || name === 'content-length' ? [] : [[name, one(value) ?? ''] satisfies [string, string]]));
    return new Response(answer.statusCode === 204 || answer.statusCode === 304 ? null : new Uint8Array(bytes), { status: answer.statusCode, headers: kept });
  };

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

import { createHmac } from 'node:crypto';
import { createDispatcher, type OutgoingPolicy } from 'mcp-swagger-parser';
import { request } from 'undici';

const TIMEOUT_MS = 10_000;

/** `secret`: null sends without a signature. `isTrusted`: its address may be a private one. */
export interface Webhook {
  url: string;
  secret: string | null;
  isTrusted: boolean;
}

/** An attempt to tell somebody failed. `mayPass`: another one may succeed. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code = 'DELIVERY_FAILED';

  constructor(
    message: string,
    readonly mayPass: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The headers of Standard Webhooks 1.0: a receiver checks the signature and refuses what is old or came before. `at`: epoch seconds. */
function signatureHeaders(id: string, at: number, body: string, secret: string): Record<string, string> {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}

/** One attempt: a POST that follows no redirect and reads no answer, over within `timeoutMs`. `id` is the same in every attempt. Throws DeliveryError. */
export async function sendWebhook({ url, secret, isTrusted }: Webhook, id: string, payload: unknown, policy: Omit<OutgoingPolicy, 'trustTyped'>, timeoutMs = TIMEOUT_MS): Promise<void> {
  const body = JSON.stringify(payload);
  const signature = secret === null ? { 'webhook-id': id } : signatureHeaders(id, Math.floor(Date.now() / 1_000), body, secret);
  // Of the whole: a receiver that answers a byte at a time is never silent for long.
  const signal = AbortSignal.timeout(timeoutMs);
  const dispatcher = createDispatcher({ ...policy, trustTyped: isTrusted }, 'operator', { connectTimeoutMs: timeoutMs });
  try {
    const answer = await request(url, { method: 'POST', dispatcher, body, headers: { 'content-type': 'application/json', 'user-agent': 'mcp-swagger', ...signature }, signal });
    await answer.body.dump({ limit: 64 * 1024, signal });
    refuseStatus(answer.statusCode);
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    const isRefused = error instanceof Error && 'code' in error && error.code === 'OUTGOING_FORBIDDEN';
    throw new DeliveryError(error instanceof Error ? error.message : String(error), !isRefused, error);
  } finally {
    void dispatcher.destroy();
  }
}

/** 408, 429 and 5xx may pass; any other refusal is meant. */
function refuseStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  throw new DeliveryError(`It answered ${status}; 2xx was expected.`, status === 408 || status === 429 || status >= 500);
}

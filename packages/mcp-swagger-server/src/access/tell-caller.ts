import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, type Refusal, RPC } from '../transports/json-rpc-error.js';
import { callerOf } from './caller.js';

/** Without keys and an issuer there is nobody of our own to let in. */
const NOBODY: Refusal = { status: 503, code: RPC.refused, message: 'This server lets in nobody of its own now; try again later.', headers: { 'Retry-After': '1' } };

/** Answers the gateway, which asks whose a request would be before it passes it on: `{id, name, endsAtMs?}`, or what the client shall be told instead. */
export async function tellCaller(gate: { refuse(request: IncomingMessage): Promise<Refusal | undefined> } | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = gate === undefined ? NOBODY : await gate.refuse(request);
  const caller = callerOf(request);
  if (refusal !== undefined || caller === undefined) {
    answerError(response, refusal ?? NOBODY);
    return;
  }
  const { id, name, endsAtMs } = caller;
  const body = JSON.stringify({ id, name, endsAtMs });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store' }).end(body);
}

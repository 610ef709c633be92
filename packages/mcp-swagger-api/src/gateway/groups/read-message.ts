import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestBody } from '../read-body.js';
import { refuse, type Refusal } from '../refusal.js';

type Given = Exclude<RequestBody, { kind: 'gone' | 'too-large' }>;

const notJson: Refusal = { status: 400, code: 'NOT_JSON', detail: 'The body is not JSON.' };

/** The message in the body of a request; undefined when there is none, and when it was refused for not being JSON. */
export async function readMessage(request: IncomingMessage, response: ServerResponse, body: Given): Promise<{ value: unknown } | undefined> {
  if (body.kind === 'none') return { value: undefined };
  try {
    return { value: JSON.parse(await textOf(body.kind === 'whole' ? body.bytes : body.stream)) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    refuse(request, response, notJson);
    return undefined;
  }
}

async function textOf(given: Buffer | AsyncIterable<Buffer>): Promise<string> {
  if (Buffer.isBuffer(given)) return given.toString('utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of given) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

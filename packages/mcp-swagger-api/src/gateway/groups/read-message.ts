import type { IncomingMessage, ServerResponse } from 'node:http';
import { boundsPassedBy } from '../../common/json-bounds.js';
import type { RequestBody } from '../read-body.js';
import { refuse, type Refusal } from '../refusal.js';

type Given = Exclude<RequestBody, { kind: 'too-large' }>;

const notJson: Refusal = { status: 400, code: 'NOT_JSON', detail: 'The body is not JSON.' };

/** As many as our own processes take at once. */
const MOST_MESSAGES = 100;
const tooMany: Refusal = { status: 400, code: 'BATCH_TOO_LARGE', detail: `A batch may hold ${MOST_MESSAGES} messages.` };

/** The message in the body of a request; undefined when there is none, and when it was refused: it is no JSON, nests too deep, or holds too much. */
export async function readMessage(request: IncomingMessage, response: ServerResponse, body: Given): Promise<{ value: unknown } | undefined> {
  if (body.kind === 'none') return { value: undefined };
  try {
    const bytes = await bytesOf(body.kind === 'whole' ? body.bytes : body.stream);
    const detail = boundsPassedBy(bytes);
    const value = detail === undefined ? (JSON.parse(bytes.toString('utf8')) as unknown) : undefined;
    const refusal = detail === undefined ? (Array.isArray(value) && value.length > MOST_MESSAGES ? tooMany : undefined) : { status: 400, code: 'BODY_TOO_DEEP', detail };
    if (refusal === undefined) return { value };
    refuse(request, response, refusal);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    refuse(request, response, notJson);
    return undefined;
  }
}

async function bytesOf(given: Buffer | AsyncIterable<Buffer>): Promise<Buffer> {
  if (Buffer.isBuffer(given)) return given;
  const chunks: Buffer[] = [];
  for await (const chunk of given) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import type { IncomingMessage } from 'node:http';
import { isJsonContentType } from '@modelcontextprotocol/server';
import { type Refusal, RPC } from './json-rpc-error.js';
import { MAX_MESSAGE_BYTES, parseText } from './parse-message.js';

/** Reads the JSON body of a request to its end, or to its limit, and parses it once. Rejects when the client leaves before the end. */
export async function readJson(request: IncomingMessage, maxBytes = MAX_MESSAGE_BYTES): Promise<{ body: unknown } | { refusal: Refusal }> {
  if (!isJsonContentType(request.headers['content-type'])) {
    return { refusal: { status: 415, code: RPC.refused, message: 'The Content-Type must be application/json.', headers: { Connection: 'close' } } };
  }
  const tooLarge: Refusal = { status: 413, code: RPC.refused, message: `A request may have at most ${maxBytes} bytes.`, headers: { Connection: 'close' } };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return { refusal: tooLarge };
  const chunks: Buffer[] = [];
  let length = 0;
  const complete = await new Promise<boolean>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve(false);
      }
    });
    // Each comes once by itself; to let Node see to that costs more.
    request.on('end', () => resolve(true));
    request.on('error', reject);
    // A request that ended closes too, and an error that nobody sees costs its stack all the same.
    request.on('close', () => {
      if (!request.complete) reject(new Error('The client left in the middle of its request.'));
    });
  });
  if (!complete) return { refusal: tooLarge };
  const text = (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)).toString('utf8');
  const parsed = parseText(text);
  return 'error' in parsed ? { refusal: { status: 400, ...parsed.error } } : { body: parsed.value };
}

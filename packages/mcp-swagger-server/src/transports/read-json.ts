import type { IncomingMessage } from 'node:http';
import { parseJson } from '../upstream/index.js';
import { type Refusal, RPC } from './json-rpc-error.js';

/** A request's body may have so many bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a body to its end, or to its limit, and parses it once; digits beyond 2^53 survive as bigint. */
export async function readJson(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<{ body: unknown } | { refusal: Refusal }> {
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
    request.once('end', () => resolve(true));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client left in the middle of its request.')));
  });
  if (!complete) return { refusal: tooLarge };
  const text = (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)).toString('utf8');
  try {
    return { body: parseJson(text) };
  } catch {
    return { refusal: { status: 400, code: RPC.parse, message: 'The body is not JSON.' } };
  }
}

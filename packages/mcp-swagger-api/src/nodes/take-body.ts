import type { IncomingMessage } from 'node:http';

export type TakenBody = { kind: 'whole'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'gone' };

/**
 * The body of a request, which stays unread for whoever comes after: what is read is put back in the same tick, before the stream can tell its
 * end.
 */
export function takeBody(request: IncomingMessage, maxBytes: number): Promise<TakenBody> {
  const { 'content-length': announced, 'transfer-encoding': coding } = request.headers;
  const length = coding === undefined ? Number(announced ?? 0) : undefined;
  if (length === 0) return Promise.resolve({ kind: 'whole', bytes: Buffer.alloc(0) });
  if (length !== undefined && length > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (body: TakenBody): void => {
      request.off('readable', read);
      request.off('close', left);
      // The stream finds out in the next tick that nobody waits for `readable` any more.
      setImmediate(() => resolve(body));
    };
    const left = (): void => end({ kind: 'gone' });
    const read = (): void => {
      for (let chunk = request.read() as Buffer | null; chunk !== null; chunk = request.read() as Buffer | null) {
        chunks.push(chunk);
        bytes += chunk.length;
      }
      if (bytes > maxBytes) return end({ kind: 'too-large' });
      if (length === undefined ? !request.complete : bytes < length) return;
      const whole = Buffer.concat(chunks);
      if (whole.length > 0) request.unshift(whole);
      end({ kind: 'whole', bytes: whole });
    };
    request.on('readable', read);
    request.once('close', left);
    read();
  });
}

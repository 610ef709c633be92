import type { Readable } from 'node:stream';

const NEWLINE = 10;

/**
 * The first line of a stream, without its newline; what follows stays in the stream, paused, for the next reader. Undefined when the stream
 * ends before a newline or the line is longer than `maxBytes`.
 */
export async function readFirstLine(stream: Readable, maxBytes: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = (line: string | undefined): void => {
      stream.off('data', take);
      stream.off('end', giveUp);
      stream.off('error', giveUp);
      stream.pause();
      resolve(line);
    };
    const giveUp = (): void => finish(undefined);
    const take = (chunk: Buffer): void => {
      const end = chunk.indexOf(NEWLINE);
      parts.push(end === -1 ? chunk : chunk.subarray(0, end));
      length += parts.at(-1)?.length ?? 0;
      if (length > maxBytes) finish(undefined);
      else if (end !== -1) {
        finish(Buffer.concat(parts, length).toString('utf8'));
        if (end + 1 < chunk.length) stream.unshift(chunk.subarray(end + 1));
      }
    };
    stream.on('data', take);
    stream.once('end', giveUp);
    stream.once('error', giveUp);
  });
}

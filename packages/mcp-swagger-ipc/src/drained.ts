import type { Writable } from 'node:stream';

/** What can be written to and may have to wait: a pipe, a socket, the answer of an HTTP server. */
type Drainable = Pick<Writable, 'writableNeedDrain'> & Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/** Whoever waits for the same stream waits together: a thousand calls may stand before one program that does not read. */
const waits = new WeakMap<Drainable, Promise<void>>();

/** Resolves when whoever reads has taken what waits for it, or is gone; leaves no listener behind, for a stream may last. */
export async function drained(stream: Drainable): Promise<void> {
  if (!stream.writableNeedDrain) return;
  const wait = waits.get(stream) ?? begin(stream);
  waits.set(stream, wait);
  await wait;
}

async function begin(stream: Drainable): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      waits.delete(stream);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

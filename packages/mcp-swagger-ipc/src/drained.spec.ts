import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { drained } from './drained.js';

/** A stream that holds as much as it takes without being read. */
function full(): PassThrough {
  const stream = new PassThrough({ highWaterMark: 4 });
  while (stream.write('12345678'));
  return stream;
}

describe('waiting until a stream is read', () => {
  it('ends when the reader has taken what waits', async () => {
    const stream = full();
    const waited = drained(stream);
    stream.resume();
    await expect(waited).resolves.toBeUndefined();
    expect(stream.writableNeedDrain).toBe(false);
  });

  it('ends when the reader goes away', async () => {
    const stream = full();
    const waited = drained(stream);
    stream.destroy();
    await expect(waited).resolves.toBeUndefined();
  });

  it('does not begin when there is nothing to wait for, or nobody left', async () => {
    const gone = full().destroy();
    await expect(drained(new PassThrough())).resolves.toBeUndefined();
    await expect(drained(gone)).resolves.toBeUndefined();
  });

  it('adds one listener however many wait, and leaves none behind', async () => {
    const stream = full();
    const before = stream.listenerCount('drain');
    const waited = Promise.all(Array.from({ length: 20 }, async () => drained(stream)));
    expect(stream.listenerCount('drain')).toBe(before + 1);
    stream.resume();
    await waited;
    expect(stream.listenerCount('drain')).toBe(before);
  });

  it('begins anew when the stream is full again', async () => {
    const stream = full();
    stream.resume();
    await drained(stream);
    stream.pause();
    while (stream.write('12345678'));
    let isOver = false;
    const waited = drained(stream).then(() => (isOver = true));
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    stream.resume();
    await expect(waited).resolves.toBe(true);
  });
});

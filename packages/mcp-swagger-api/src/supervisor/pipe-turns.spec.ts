import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PipeTurns } from './pipe-turns.js';

const PIECE = 4 * 1024;

/** Pipes whose pieces each take 4 ms of a turn of 10, and what was read of them in which order. */
function open(...names: string[]) {
  let nowMs = 0;
  const turns = new PipeTurns(10, () => nowMs);
  const read: string[] = [];
  const pipes = names.map((name) => {
    const pipe = new PassThrough({ highWaterMark: 1024 * 1024 });
    turns.read(pipe, (piece) => {
      nowMs += 4;
      read.push(`${name}${piece.toString().replaceAll('.', '')}`);
    });
    return pipe;
  });
  return { turns, pipes, read };
}

/** As many pieces, each with its number. */
const pieces = (count: number, from = 0): Buffer => Buffer.from(Array.from({ length: count }, (_, index) => String(from + index).padEnd(PIECE, '.')).join(''));

describe('What processes say, in turns of the event loop', () => {
  it('is read at once while there is little of it', () => {
    const { turns, pipes, read } = open('a', 'b');
    for (const pipe of pipes) pipe.write('0');
    expect([read, turns.isBehind]).toEqual([['a0', 'b0'], false]);
  });

  it('lets others have the loop when a turn is over, and goes on in the next', async () => {
    const { turns, pipes: [pipe], read } = open('a');
    pipe?.write(pieces(7));
    const after = [read.length];
    while (turns.isBehind) {
      await turn();
      after.push(read.length);
    }
    expect(after).toEqual([3, 6, 7]);
  });

  it('comes pipe by pipe, so that one that says much keeps no other waiting', async () => {
    const { turns, pipes, read } = open('a', 'b', 'c');
    const [a, b, c] = pipes;
    a?.write(pieces(7));
    b?.write(pieces(1));
    c?.write(pieces(1));
    while (turns.isBehind) await turn();
    expect(read).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'b0', 'c0', 'a6']);
  });

  it('waits in the pipe, whose writer feels it', async () => {
    const { turns, pipes: [pipe] } = open('a');
    pipe?.write(pieces(4));
    pipe?.write(pieces(40));
    expect([pipe?.isPaused(), (pipe?.readableLength ?? 0) + (pipe?.writableLength ?? 0)]).toEqual([true, 41 * PIECE]);
    while (turns.isBehind) await turn();
    expect([pipe?.isPaused(), pipe?.readableLength]).toEqual([false, 0]);
  });

  it('comes whole and in order, and ends after the last of it', async () => {
    const { pipes: [pipe], read } = open('');
    for (let from = 0; from < 200; from += 20) pipe?.write(pieces(20, from));
    pipe?.end();
    if (pipe !== undefined) await once(pipe, 'end');
    expect(read).toEqual(Array.from({ length: 200 }, (_, index) => String(index)));
  });

  it('is not read any more when its pipe is destroyed', async () => {
    const { turns, pipes: [pipe], read } = open('a');
    pipe?.write(pieces(9));
    pipe?.destroy();
    while (turns.isBehind) await turn();
    expect(read).toEqual(['a0', 'a1', 'a2']);
  });
});

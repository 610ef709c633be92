import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from './split-lines.js';

function split(chunks: Buffer[], maxLineBytes?: number) {
  const lines: string[] = [];
  const overlong: number[] = [];
  const splitter = new LineSplitter((line) => lines.push(line), (bytes) => overlong.push(bytes), maxLineBytes);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return { lines, overlong };
}

describe('LineSplitter', () => {
  const text = '{"name":"连接监控 👋🏽"}\nplain\n\n{"é":"ß"}\nlast without newline';
  const bytes = Buffer.from(text);

  it('gives the same lines whichever byte the stream is cut at', () => {
    const expected = text.split('\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(split([bytes.subarray(0, cut), bytes.subarray(cut)]).lines).toEqual(expected);
    }
  });

  it('gives the same lines byte by byte', () => {
    expect(split([...bytes].map((byte) => Buffer.from([byte]))).lines).toEqual(text.split('\n'));
  });

  it('gives the same lines for any text and any cuts', () => {
    const cuts = fc.array(fc.nat(500), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' '))), cuts, (lines, at) => {
        const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const edges = [0, ...at.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
        const chunks = edges.slice(1).map((end, index) => whole.subarray(edges[index], end));
        expect(split(chunks).lines).toEqual(lines);
      }),
    );
  });

  it('shows the bytes of each line first, and makes no text of those that are left', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line), () => {}, 1_000, (line) => line.length > 3);
    for (const chunk of ['one\nthr', 'ee\n', 'two\nfour\n', '五']) splitter.push(Buffer.from(chunk));
    splitter.end();
    expect(lines).toEqual(['one', 'two', '五']);
  });

  it('makes of any bytes, however cut, what each line gives by itself', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 12 }).map((piece) => Buffer.from(piece.map((byte) => (byte % 5 === 0 ? 10 : byte)))), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.constantFrom(2, 5, 1_000), (chunks, most) => {
        const whole = Buffer.concat(chunks);
        const lines: Buffer[] = [];
        let start = 0;
        for (let end = whole.indexOf(10); end !== -1; end = whole.indexOf(10, start)) {
          lines.push(whole.subarray(start, end));
          start = end + 1;
        }
        if (start < whole.length) lines.push(whole.subarray(start));
        const expected = { lines: lines.filter(({ length }) => length <= most).map(String), overlong: lines.map(({ length }) => length).filter((length) => length > most) };
        expect(split(chunks, most)).toEqual(expected);
      }),
    );
  });

  it('cuts a runaway line, says how long it was, and goes on with the next', () => {
    const { lines, overlong } = split([Buffer.from('a'.repeat(600)), Buffer.from(`${'b'.repeat(600)}\nfine\n`)], 1_000);
    expect(lines).toEqual(['fine']);
    expect(overlong).toEqual([1_200]);
  });

  it('takes a line of exactly the cap', () => {
    expect(split([Buffer.from(`${'a'.repeat(10)}\n`)], 10)).toEqual({ lines: ['a'.repeat(10)], overlong: [] });
  });

  it('reports an endless line once, when the stream ends', () => {
    const chunks = Array.from({ length: 100 }, () => Buffer.alloc(1_000, 97));
    expect(split(chunks, 5_000)).toEqual({ lines: [], overlong: [100_000] });
  });
});

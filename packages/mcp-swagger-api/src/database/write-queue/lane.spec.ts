import { describe, expect, it } from '@jest/globals';
import { Lane, type LaneOptions, type Waiting } from './lane.js';

interface Row {
  key: string;
  value: number;
}

const row = (key: string, value = 0): Row => ({ key, value });

function lane(options: Partial<LaneOptions<Row>> = {}, { rows = 3, bytes = 10_000 } = {}) {
  const waiting: Waiting = { bytes: 0, lostAt: undefined };
  return { lane: new Lane<Row>({ name: 'rows', write: () => Promise.resolve(), ...options }, { rows, bytes }, waiting, () => {}), waiting };
}

describe('Lane', () => {
  it('gives rows in the order in which they came, and keeps them until they are settled', () => {
    const { lane: rows } = lane();
    rows.push(row('a'));
    rows.push(row('b'));
    expect(rows.first(1).rows).toEqual([row('a')]);
    const { rows: taken, settle } = rows.first(10);
    expect(taken).toEqual([row('a'), row('b')]);
    settle('written');
    expect(rows.figures).toEqual({ name: 'rows', waiting: 0, written: 2, lost: 0 });
  });

  it('counts what finds no room', () => {
    const { lane: rows } = lane();
    expect(['a', 'b', 'c', 'd'].map((key) => rows.push(row(key)))).toEqual([true, true, true, false]);
    expect(rows.figures).toMatchObject({ waiting: 3, lost: 1 });
  });

  it('is bounded in bytes as well, over all lanes', () => {
    const { lane: rows, waiting } = lane({ bytesOf: ({ value }) => value }, { rows: 100, bytes: 10 });
    waiting.bytes = 4;
    expect([rows.push(row('a', 6)), rows.push(row('b', 1))]).toEqual([true, false]);
    rows.first(1).settle('written');
    expect(waiting.bytes).toBe(4);
    expect(rows.push(row('b', 1))).toBe(true);
  });

  it('replaces what waits under the same key, full or not', () => {
    const { lane: rows } = lane({ keyOf: ({ key }) => key }, { rows: 1 });
    expect([rows.push(row('a', 1)), rows.push(row('a', 2)), rows.push(row('b', 1))]).toEqual([true, true, false]);
    expect(rows.first(10).rows).toEqual([row('a', 2)]);
  });

  it('keeps a row that replaced another while that one was being written', () => {
    const { lane: rows, waiting } = lane({ keyOf: ({ key }) => key, bytesOf: ({ value }) => value });
    rows.push(row('a', 1));
    const { settle } = rows.first(1);
    rows.push(row('a', 2));
    settle('written');
    expect(rows.first(10).rows).toEqual([row('a', 2)]);
    expect([waiting.bytes, rows.figures.written]).toEqual([2, 1]);
  });

  it('delivers or counts every row', () => {
    const { lane: rows } = lane();
    for (let index = 0; index < 10; index += 1) {
      rows.push(row(String(index)));
      if (index % 4 === 0) rows.first(2).settle('written');
    }
    rows.abandon();
    const { written, lost, waiting } = rows.figures;
    expect([written + lost, waiting]).toEqual([10, 0]);
  });
});

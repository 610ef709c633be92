import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { NodeWire } from './node-wire.js';

/** A pool whose connections answer when they are told to. */
function slowPool() {
  const asked: { text: string; answer: (error?: Error) => void }[] = [];
  const query = (_sql: string, [, text]: [string, string]) => new Promise<void>((resolve, reject) => asked.push({ text, answer: (error) => (error === undefined ? resolve() : reject(error)) }));
  return { asked, pool: { query } as unknown as pg.Pool };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const payloadOf = ({ text }: { text: string }) => (JSON.parse(text) as { payload: unknown }).payload;

describe('Notes to other nodes', () => {
  it('are sent one after the other, so that they arrive in the order in which they were told', async () => {
    const { asked, pool } = slowPool();
    const wire = new NodeWire({ url: 'postgres://x', pool }, 'a');
    for (const note of ['a guess', 'it was right', 'another']) wire.tell('changes', note);
    await turn();
    expect(asked.map(payloadOf)).toEqual(['a guess']);
    asked[0]?.answer();
    await turn();
    expect(asked.map(payloadOf)).toEqual(['a guess', 'it was right']);
    asked[1]?.answer(new Error('The connection ended.'));
    await turn();
    expect(asked.map(payloadOf)).toEqual(['a guess', 'it was right', 'another']);
  });

  it('are lost rather than kept without bound while none can be sent', async () => {
    const { asked, pool } = slowPool();
    const wire = new NodeWire({ url: 'postgres://x', pool }, 'a');
    for (let note = 0; note < 5_000; note += 1) wire.tell('changes', note);
    for (let answered = 0; answered < asked.length || answered === 0; answered += 1) {
      await turn();
      asked[answered]?.answer();
      await turn();
    }
    expect(asked).toHaveLength(1_000);
    wire.tell('changes', 'after');
    await turn();
    expect(asked.map(payloadOf).at(-1)).toBe('after');
  });
});

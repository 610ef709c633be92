import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Membership } from './membership.js';
import type { NodeWire } from './node-wire.js';
import { SharedRates } from './shared-rates.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Nodes that hear what the others tell. */
function nodesTogether(count: number, isAlone = false) {
  const listeners: ((said: unknown) => void)[] = [];
  const notes: unknown[] = [];
  return {
    notes,
    nodes: Array.from({ length: count }, (_, node) => {
      const wire = {
        on: (_topic: string, listen: (said: unknown) => void) => void (listeners[node] = listen),
        tell: (_topic: string, said: unknown) => {
          notes.push(said);
          for (const [other, listen] of listeners.entries()) if (other !== node) listen(JSON.parse(JSON.stringify(said)));
        },
      } as unknown as NodeWire;
      const charged: Record<string, number> = {};
      const rates = new SharedRates(wire, { isAlone } as unknown as Membership);
      const count = rates.share('rest', (caller, times) => (charged[caller] = (charged[caller] ?? 0) + times));
      return { count, charged, end: () => rates.onApplicationShutdown() };
    }),
  };
}

describe('SharedRates', () => {
  it('charges on every other node, once, what a caller did on one', () => {
    const { nodes } = nodesTogether(3);
    for (let request = 0; request < 40; request += 1) nodes[0]?.count('key a');
    nodes[1]?.count('key a');
    nodes[1]?.count('key b');
    jest.advanceTimersByTime(1_000);
    expect(nodes.map(({ charged }) => charged)).toEqual([{ 'key a': 1, 'key b': 1 }, { 'key a': 40 }, { 'key a': 41, 'key b': 1 }]);
    jest.advanceTimersByTime(5_000);
    expect(nodes[2]?.charged).toEqual({ 'key a': 41, 'key b': 1 });
    for (const { end } of nodes) end();
  });

  it('tells of those who did most first, and of the rest the next time', () => {
    const { nodes, notes } = nodesTogether(2);
    for (let caller = 0; caller < 700; caller += 1) nodes[0]?.count(`address ${caller}`);
    nodes[0]?.count('address 650');
    jest.advanceTimersByTime(1_000);
    expect(notes).toHaveLength(5);
    expect([nodes[1]?.charged['address 650'], Object.keys(nodes[1]?.charged ?? {}).length]).toEqual([2, 500]);
    jest.advanceTimersByTime(1_000);
    expect(Object.keys(nodes[1]?.charged ?? {}).length).toBe(700);
    for (const { end } of nodes) end();
  });

  it('remembers no more callers than it has room for', () => {
    const { nodes } = nodesTogether(2);
    for (let caller = 0; caller < 20_000; caller += 1) nodes[0]?.count(`address ${caller}`);
    jest.advanceTimersByTime(60_000);
    expect(Object.keys(nodes[1]?.charged ?? {}).length).toBe(10_000);
    for (const { end } of nodes) end();
  });

  it('tells nothing where a node is alone', () => {
    const { nodes, notes } = nodesTogether(1, true);
    nodes[0]?.count('key a');
    jest.advanceTimersByTime(5_000);
    expect(notes).toEqual([]);
  });
});

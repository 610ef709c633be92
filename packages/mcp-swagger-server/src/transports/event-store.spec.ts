import { expect, it } from '@jest/globals';
import { type EventLimits, EventStore } from './event-store.js';

const ROOM: EventLimits = { sessionEvents: 100, sessionBytes: 100_000, totalBytes: 1_000_000, ageMs: 1_000 };

function store(limits: Partial<EventLimits> = {}): { events: EventStore; keep(sessionId: string, stream: number, ...numbers: number[]): void; pass(ms: number): void } {
  let nowMs = 0;
  const events = new EventStore({ ...ROOM, ...limits }, () => nowMs);
  const keep = (sessionId: string, stream: number, ...numbers: number[]): void => {
    for (const number of numbers) events.keep(sessionId, stream, { number, text: `event ${number}` });
  };
  return { events, keep, pass: (ms) => (nowMs += ms) };
}

function numbers(events: EventStore, sessionId: string, stream = 1, after = 0): number[] {
  return events.since(sessionId, stream, after).map(({ number }) => number);
}

it('has what came after an event, of that stream and session only', () => {
  const { events, keep } = store();
  keep('a', 1, 1, 2);
  keep('a', 2, 1);
  keep('b', 1, 1, 2, 3);
  keep('a', 1, 3);
  expect(numbers(events, 'a', 1, 1)).toEqual([2, 3]);
  expect(numbers(events, 'a', 2)).toEqual([1]);
  expect(numbers(events, 'nobody')).toEqual([]);
});

it('lets the oldest events of a session go when it has too many, and counts them', () => {
  const { events, keep } = store({ sessionEvents: 2 });
  keep('a', 1, 1, 2, 3);
  keep('b', 1, 1, 2);
  expect(numbers(events, 'a')).toEqual([2, 3]);
  expect(numbers(events, 'b')).toEqual([1, 2]);
  expect(events.counts).toMatchObject({ events: 4, evicted: 1 });
});

it('lets the oldest events of a session go when they take too much room', () => {
  const { events } = store({ sessionBytes: 1_000 });
  for (const number of [1, 2, 3]) events.keep('a', 1, { number, text: 'é'.repeat(150) });
  expect(numbers(events, 'a')).toEqual([2, 3]);
});

it('lets the oldest events of all go when there is no room left', () => {
  const { events, keep } = store({ totalBytes: 700 });
  keep('a', 1, 1);
  keep('b', 1, 1, 2, 3);
  expect([numbers(events, 'a'), numbers(events, 'b')]).toEqual([[], [1, 2, 3]]);
  expect(events.counts).toMatchObject({ events: 3, evicted: 1 });
});

it('does not keep an event that is larger than all its session may have', () => {
  const { events, keep } = store({ sessionBytes: 1_000 });
  keep('a', 1, 1);
  events.keep('a', 1, { number: 2, text: 'x'.repeat(2_000) });
  expect(numbers(events, 'a')).toEqual([1]);
  expect(events.counts.evicted).toBe(1);
});

it('forgets what is too old, and a session that ended, and is empty then', () => {
  const { events, keep, pass } = store();
  keep('a', 1, 1);
  pass(600);
  keep('a', 1, 2);
  keep('b', 1, 1);
  pass(500);
  events.expire();
  expect(numbers(events, 'a')).toEqual([2]);
  events.forget('b');
  pass(1_000);
  events.expire();
  expect(events.counts).toEqual({ events: 0, bytes: 0, kept: 3, evicted: 0, replayed: 1 });
});

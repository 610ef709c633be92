import { expect, it } from '@jest/globals';
import { Bulkhead } from './bulkhead.js';

const never = new AbortController().signal;

it('lets so many in, and the others in the order in which they came', async () => {
  const bulkhead = new Bulkhead({ inFlight: 2, waiting: 10 });
  const entered: number[] = [];
  const entering = [1, 2, 3, 4].map(async (name) => {
    await bulkhead.enter(never);
    entered.push(name);
  });
  await Promise.all(entering.slice(0, 2));
  expect({ entered, waiting: bulkhead.waiting, inFlight: bulkhead.inFlight }).toEqual({ entered: [1, 2], waiting: 2, inFlight: 2 });
  bulkhead.leave();
  await entering[2];
  expect(entered).toEqual([1, 2, 3]);
  bulkhead.leave();
  await entering[3];
  bulkhead.leave();
  bulkhead.leave();
  expect({ waiting: bulkhead.waiting, inFlight: bulkhead.inFlight }).toEqual({ waiting: 0, inFlight: 0 });
});

it('lets nobody in who does not want to wait any longer', async () => {
  const bulkhead = new Bulkhead({ inFlight: 1, waiting: 1 });
  await bulkhead.enter(never);
  const controller = new AbortController();
  const waiting = bulkhead.enter(controller.signal);
  expect(bulkhead.isFull).toBe(true);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect({ waiting: bulkhead.waiting, isFull: bulkhead.isFull }).toEqual({ waiting: 0, isFull: false });
  await expect(bulkhead.enter(controller.signal)).rejects.toThrow('enough');
  bulkhead.leave();
  expect(bulkhead.inFlight).toBe(0);
});

import { describe, expect, it } from '@jest/globals';
import { InFlight } from './in-flight.js';

describe('The next request of a server with replicas', () => {
  it('goes to the one that has the fewest under way, and of equals to the nearest', () => {
    const inFlight = new InFlight();
    const next = () => inFlight.least('s', ['a', 'b', 'c'], 'b') ?? '';
    const order: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      order.push(next());
      inFlight.begin('s', next());
    }
    expect(order).toEqual(['b', 'a', 'c', 'b', 'a', 'c']);
  });

  it('comes back to one whose requests are over, each of them once', () => {
    const inFlight = new InFlight();
    const [first] = [inFlight.begin('s', 'a'), inFlight.begin('s', 'a'), inFlight.begin('s', 'b')];
    first();
    first();
    expect([inFlight.of('s', 'a'), inFlight.of('s', 'b'), inFlight.of('other', 'a')]).toEqual([1, 1, 0]);
  });

  it('goes nowhere when nobody has the server', () => {
    expect(new InFlight().least('s', [], 'a')).toBeUndefined();
  });
});

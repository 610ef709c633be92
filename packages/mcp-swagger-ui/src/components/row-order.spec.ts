import { describe, expect, it } from '@jest/globals';
import { RowOrder } from './row-order';

interface Row {
  id: string;
  name: string;
  calls: number;
}

const keysOf = { name: ({ name }: Row) => name, calls: ({ calls }: Row) => calls };
const idOf = ({ id }: Row) => id;
const row = (id: string, name: string, calls = 0): Row => ({ id, name, calls });
const ids = (rows: Row[]) => rows.map(idOf).join('');

describe('RowOrder', () => {
  it.each([
    ['names as people count', [{ id: 'name', desc: false }], 'bac'],
    ['the other way round', [{ id: 'name', desc: true }], 'cab'],
    ['numbers', [{ id: 'calls', desc: false }], 'cba'],
    ['not by what has no key', [{ id: 'actions', desc: false }], 'abc'],
  ])('sorts %s', (_, sorting, expected) => {
    expect(ids(new RowOrder<Row>().sort([row('a', 'server-10', 9), row('b', 'Server-2', 5), row('c', 'zoo', 1)], sorting, keysOf, idOf))).toBe(expected);
  });

  it('leaves rows with the same key where they stood', () => {
    const order = new RowOrder<Row>();
    const by = [{ id: 'calls', desc: false }];
    order.sort([row('a', '', 1), row('b', '', 2), row('c', '', 3)], by, keysOf, idOf);
    expect(ids(order.sort([row('c', '', 0), row('b', '', 0), row('a', '', 0)], by, keysOf, idOf))).toBe('abc');
  });

  it('forgets rows that are gone, and puts new ones where they belong', () => {
    const order = new RowOrder<Row>();
    const by = [{ id: 'calls', desc: false }];
    order.sort([row('a', '', 1), row('b', '', 2)], by, keysOf, idOf);
    expect(ids(order.sort([row('x', '', 0), row('b', '', 2)], by, keysOf, idOf))).toBe('xb');
  });

  it('compares each row hardly more than once when few of ten thousand changed', () => {
    let compared = 0;
    const order = new RowOrder<Row>((a, b) => {
      compared += 1;
      return Number(a) - Number(b);
    });
    const by = [{ id: 'calls', desc: true }];
    const rows = Array.from({ length: 10_000 }, (_, index) => row(`${index}`, '', (index * 7_919) % 10_000));
    order.sort(rows, by, keysOf, idOf);
    compared = 0;
    const sorted = order.sort(rows.map((one, index) => (index < 5 ? { ...one, calls: 20_000 + index } : one)), by, keysOf, idOf);
    expect(sorted[0]?.calls).toBe(20_004);
    expect(compared).toBeLessThan(15_000);
  });
});

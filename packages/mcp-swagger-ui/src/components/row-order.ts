import type { SortingState } from '@tanstack/react-table';

type Key = string | number | boolean;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What a row is sorted by, for each column that can be sorted. */
export type KeysOf<T> = Record<string, (row: T) => unknown>;

/**
 * Puts rows in order, and remembers it: what changed little since the last time is put in order again with few comparisons.
 * Rows with the same keys stay where they stood.
 */
export class RowOrder<T> {
  #rank = new Map<string, number>();
  #by = '';

  constructor(private readonly compare: (a: Key, b: Key) => number = compareKeys) {}

  sort(rows: T[], sorting: SortingState, keysOf: KeysOf<T>, idOf: (row: T) => string): T[] {
    const wanted = sorting.flatMap(({ id, desc }) => (keysOf[id] === undefined ? [] : [{ keyOf: keysOf[id], sign: desc ? -1 : 1 }]));
    if (wanted.length === 0) return rows;
    const by = JSON.stringify(sorting);
    // Another order begins from the rows as they came.
    if (by !== this.#by) this.#rank = new Map();
    this.#by = by;
    const entries = rows.map((row) => ({ row, id: idOf(row), keys: wanted.map(({ keyOf }) => toKey(keyOf(row))) }));
    const before = inRank(entries, this.#rank);
    before.sort((a, b) => {
      for (const [index, { sign }] of wanted.entries()) {
        const order = this.compare(a.keys[index] ?? '', b.keys[index] ?? '');
        if (order !== 0) return order * sign;
      }
      return 0;
    });
    this.#rank = new Map(before.map(({ id }, index) => [id, index]));
    return before.map(({ row }) => row);
  }
}

/** Known ones as they stood, then the new ones as they came. */
function inRank<E extends { id: string }>(entries: E[], rank: Map<string, number>): E[] {
  const known = Array.from<E | undefined>({ length: rank.size });
  const fresh: E[] = [];
  for (const entry of entries) {
    const at = rank.get(entry.id);
    if (at === undefined) fresh.push(entry);
    else known[at] = entry;
  }
  return [...known.filter((entry) => entry !== undefined), ...fresh];
}

function toKey(value: unknown): Key {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : '';
}

function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  return typeof a === 'string' || typeof b === 'string' ? collator.compare(String(a), String(b)) : Number(a) - Number(b);
}

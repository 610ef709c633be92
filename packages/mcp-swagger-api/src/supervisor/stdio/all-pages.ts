/** What all pages of one list may hold together; a page by itself is bounded where it is read. */
const MOST = { pages: 1_000, items: 50_000, characters: 64 * 1024 * 1024, ms: 120_000 };

/** One page of a list, and where the next one is; nowhere after the last. */
export interface ListPage<T> {
  items: T[];
  next?: string | undefined;
}

/** A list of a server that we need not trust, read to its end. `what`: its name, as in `tools`. Throws when it has no end, or more than we hold for anybody. */
export async function allPages<T>(what: string, read: (cursor: string | undefined) => Promise<ListPage<T>>, most = MOST): Promise<T[]> {
  const all: T[] = [];
  const beganMs = performance.now();
  let characters = 0;
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const { items, next } = await read(cursor);
    for (const item of items) all.push(item);
    characters += JSON.stringify(items).length;
    if (all.length > most.items) throw new Error(`Its list of ${what} is too long: at most ${most.items} are read.`);
    if (characters > most.characters) throw new Error(`Its list of ${what} is too large: at most ${most.characters} characters are read.`);
    if (next === undefined) return all;
    if (performance.now() - beganMs > most.ms) throw new Error(`Its list of ${what} takes too long: at most ${most.ms / 1_000} s are spent on it.`);
    if (next === cursor) throw new Error(`Its list of ${what} has no end: a page names itself as the next one.`);
    if (pages === most.pages) throw new Error(`Its list of ${what} has too many pages: at most ${most.pages} are read.`);
    cursor = next;
  }
}

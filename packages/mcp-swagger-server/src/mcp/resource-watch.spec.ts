import { afterEach, describe, expect, it } from '@jest/globals';
import type { ResourceContents } from '../upstream/tool-call-result.js';
import { ResourceWatch } from './resource-watch.js';

let watch: ResourceWatch;
afterEach(() => watch.stop());

/** A watch over texts that tests change; it looks only when it is told to. */
function begin(texts: Map<string, string>): { updated: string[]; reads: string[] } {
  const updated: string[] = [];
  const reads: string[] = [];
  watch = new ResourceWatch({
    intervalMs: 1_000_000,
    onUpdated: (uri) => updated.push(uri),
    read: (uri): Promise<ResourceContents[]> => {
      reads.push(uri);
      const text = texts.get(uri);
      return text === undefined ? Promise.reject(new Error('gone')) : Promise.resolve([{ uri, text }]);
    },
  });
  return { updated, reads };
}

describe('watching resources', () => {
  it('tells of what changed, once for each change, and of nothing else', async () => {
    const texts = new Map([['a:1', 'x'], ['b:1', 'y']]);
    const { updated } = begin(texts);
    watch.add('a:1');
    watch.add('b:1');
    await watch.lookAtAll();
    texts.set('a:1', 'changed');
    await watch.lookAtAll();
    await watch.lookAtAll();
    expect(updated).toEqual(['a:1']);
  });

  it('reads once for many who watch the same, until the last has gone', async () => {
    const { reads } = begin(new Map([['a:1', 'x']]));
    const releases = [watch.add('a:1'), watch.add('a:1')];
    expect(reads).toEqual(['a:1']);
    releases[0]?.();
    releases[0]?.();
    expect(watch.size).toBe(1);
    releases[1]?.();
    expect(watch.size).toBe(0);
    await watch.lookAtAll();
    expect(reads).toEqual(['a:1']);
  });

  it('reads few for the first time at once, in the order of their watchers, and none that nobody watches any more', async () => {
    const reads: string[] = [];
    const answers: (() => void)[] = [];
    watch = new ResourceWatch({
      intervalMs: 1_000_000,
      onUpdated: () => {},
      read: async (uri) => {
        reads.push(uri);
        await new Promise<void>((resolve) => answers.push(resolve));
        return [{ uri, text: 'x' }];
      },
    });
    const releases = Array.from({ length: 8 }, (_, index) => watch.add(`a:${index}`));
    expect(reads).toEqual(['a:0', 'a:1', 'a:2', 'a:3']);
    releases[5]?.();
    while (answers.length > 0) {
      answers.shift()?.();
      await new Promise(setImmediate);
    }
    expect(reads).toEqual(['a:0', 'a:1', 'a:2', 'a:3', 'a:4', 'a:6', 'a:7']);
    watch.add('a:8');
    expect(reads.at(-1)).toBe('a:8');
  });

  it('is silent about what cannot be read now and is the same when it can again', async () => {
    const texts = new Map([['a:1', 'x']]);
    const { updated } = begin(texts);
    watch.add('a:1');
    await watch.lookAtAll();
    texts.delete('a:1');
    await watch.lookAtAll();
    texts.set('a:1', 'x');
    await watch.lookAtAll();
    expect(updated).toEqual([]);
    texts.set('a:1', 'y');
    await watch.lookAtAll();
    expect(updated).toEqual(['a:1']);
  });

  it('watches a thousand at most', () => {
    begin(new Map());
    for (let index = 0; index < 1_000; index++) expect(watch.add(`a:${index}`)).toBeDefined();
    expect(watch.add('one:more')).toBeUndefined();
    expect(watch.add('a:1')).toBeDefined();
  });
});

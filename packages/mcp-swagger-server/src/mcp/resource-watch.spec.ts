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

import { beforeEach, describe, expect, it } from '@jest/globals';
import { forgetRuns, savedRuns, saveRun } from './saved-runs';

/** As much of the browser's storage as is used, with room for so many characters. */
function makeStorage(room: number): Record<string, unknown> {
  const methods = {
    getItem: (key: string) => storage[key] ?? null,
    removeItem: (key: string) => Reflect.deleteProperty(storage, key),
    setItem: (key: string, text: string) => {
      if (text.length > room) throw new DOMException('It is full.', 'QuotaExceededError');
      storage[key] = text;
    },
  };
  const storage: Record<string, unknown> = Object.create(methods) as Record<string, unknown>;
  return storage;
}

const run = (tool: string, args: Record<string, unknown> = {}) => ({ tool, args, at: '2026-11-22T00:00:00.000Z', isError: false });

describe('Earlier calls of the playground', () => {
  beforeEach(() => void Object.assign(globalThis, { localStorage: makeStorage(10_000) }));

  it('are kept newest first, the same one once', () => {
    for (const tool of ['a', 'b', 'a']) saveRun('one', run(tool));
    expect(savedRuns('one').map(({ tool }) => tool)).toEqual(['a', 'b']);
    expect(savedRuns('two')).toEqual([]);
  });

  it('that the browser has no room for are on the page, and break nothing', () => {
    saveRun('one', run('a'));
    const large = run('b', { file: 'x'.repeat(20_000) });
    expect(saveRun('one', large).map(({ tool }) => tool)).toEqual(['b', 'a']);
    expect(savedRuns('one').map(({ tool }) => tool)).toEqual(['a']);
  });

  it('are forgotten for all servers, and nothing else is', () => {
    localStorage.setItem('theme', 'dark');
    for (const server of ['one', 'two']) saveRun(server, run('a'));
    forgetRuns();
    expect(['one', 'two'].flatMap(savedRuns)).toEqual([]);
    expect(localStorage.getItem('theme')).toBe('dark');
  });
});

import { describe, expect, it } from '@jest/globals';
import { LiveEdits } from './live-edits';

const set = (value: string) => () => value;

describe('LiveEdits', () => {
  it('does not let an older answer undo what was told since the question', async () => {
    const edits = new LiveEdits<string>();
    let answer: (value: string) => void = () => {};
    const loading = edits.load(() => new Promise((resolve) => (answer = resolve)));
    edits.tell(set('stopping'));
    edits.tell(set('stopped'));
    answer('running');
    expect(await loading).toBe('stopped');
  });

  it('forgets what was told before the question', async () => {
    const edits = new LiveEdits<string>();
    edits.tell(set('old'));
    expect(await edits.load(async () => 'fresh')).toBe('fresh');
  });

  it('gives each of two questions just what was told since it was asked', async () => {
    const edits = new LiveEdits<string[]>();
    const answers: ((value: string[]) => void)[] = [];
    const ask = () => edits.load(() => new Promise((resolve) => answers.push(resolve)));
    const first = ask();
    edits.tell((list) => [...list, 'a']);
    const second = ask();
    edits.tell((list) => [...list, 'b']);
    for (const answer of answers) answer([]);
    expect([await first, await second]).toEqual([['a', 'b'], ['b']]);
  });

  it('forgets when a question failed', async () => {
    const edits = new LiveEdits<string>();
    const failing = edits.load(() => Promise.reject(new Error('gone')));
    edits.tell(set('meanwhile'));
    await expect(failing).rejects.toThrow('gone');
    expect(await edits.load(async () => 'fresh')).toBe('fresh');
  });
});

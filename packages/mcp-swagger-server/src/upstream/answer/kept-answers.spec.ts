import { describe, expect, it } from '@jest/globals';
import { KeptAnswers, partEnd } from './kept-answers.js';
import type { KeptAnswer } from './kept-answers.js';

const text = (content: string, partBytes = 10): KeptAnswer => ({ bytes: Buffer.from(content), mimeType: 'text/plain', isText: true, isWhole: true, partBytes });
const kept = (limits: Partial<{ totalBytes: number; answerBytes: number; keepMs: number }> = {}): KeptAnswers => new KeptAnswers({ totalBytes: 100, answerBytes: 60, keepMs: 60_000, ...limits });
const keep = (store: KeptAnswers, answer: KeptAnswer): string => store.keep(answer) ?? 'not kept';

describe('kept answers', () => {
  it('give a text in parts that cut no character, wherever one asks', () => {
    const store = kept();
    const id = keep(store, text('ab小狗🐶', 4));
    expect(store.part(`${id}.0`)).toMatchObject({ text: 'ab', from: 0, to: 2, next: `${id}.2` });
    expect(store.part(`${id}.2`)).toMatchObject({ text: '小', to: 5 });
    // In the middle of a character: from its start.
    expect(store.part(`${id}.3`)).toMatchObject({ text: '小', from: 2 });
    expect(store.part(`${id}.8`)?.next).toBeUndefined();
    expect(store.part(`${id}.999`)).toMatchObject({ text: '', from: 12, to: 12 });
  });

  it.each(['', 'x', 'AAAAAAAAAAAAAAAA.0', 'AAAAAAAAAAAAAAAA.-1', 'AAAAAAAAAAAAAAAA', '../../etc/passwd.0'])('know nothing of %j', (token) => {
    expect(kept().part(token)).toBeUndefined();
    expect(kept().read(`answer:${token}`)).toBeUndefined();
  });

  it('make room by letting the oldest go', () => {
    const store = kept();
    const [first, second] = [keep(store, text('1'.repeat(50))), keep(store, text('2'.repeat(50)))];
    const third = keep(store, text('3'));
    expect([first, second, third].map((id) => store.part(`${id}.0`) !== undefined)).toEqual([false, true, true]);
    expect(store.size).toBe(51);
  });

  it('are ten thousand at most, however small', () => {
    const store = kept({ totalBytes: 1_000_000 });
    const ids = Array.from({ length: 10_001 }, () => keep(store, text('1')));
    expect([0, 1, 10_000].map((index) => store.part(`${ids[index] ?? ''}.0`) !== undefined)).toEqual([false, true, true]);
    expect(store.size).toBe(10_000);
  });

  it('keep nothing that is too large alone', () => {
    const store = kept();
    const id = keep(store, text('1'));
    expect(store.keep(text('x'.repeat(61)))).toBeUndefined();
    expect(store.part(`${id}.0`)).toBeDefined();
  });

  it('go after their time', () => {
    const store = kept({ keepMs: 0 });
    const id = keep(store, text('1'));
    expect(store.part(`${id}.0`)).toBeUndefined();
  });

  it('leave memory after their time, also when nobody asks', async () => {
    const store = kept({ keepMs: 20 });
    keep(store, text('1'));
    // The sweep does not keep a process alive; this does.
    for (const end = performance.now() + 60_000; store.size > 0 && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.size).toBe(0);
  });

  it('lend room to what is being read, within the same bounds', () => {
    const store = kept();
    keep(store, text('1'.repeat(50)));
    expect(store.reserve(20)).toBe(40);
    expect(store.size).toBe(90);
    expect(store.reserve(0)).toBe(60);
    expect(store.size).toBe(100);
    expect(store.reserve(0)).toBe(0);
    store.release(100);
    expect(store.size).toBe(0);
  });

  it('give bytes at once', () => {
    const store = kept();
    const id = keep(store, { ...text(''), bytes: Buffer.from([0, 255]), mimeType: 'image/png', isText: false });
    expect(store.read(`answer:${id}`)).toEqual([{ uri: `answer:${id}`, mimeType: 'image/png', blob: 'AP8=' }]);
    expect(store.part(`${id}.0`)).toBeUndefined();
  });
});

it('a part has one character at least', () => {
  expect(partEnd(Buffer.from('🐶a'), 0, 1)).toBe(4);
});

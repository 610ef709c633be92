import { describe, expect, it } from '@jest/globals';
import { type Pending, press, type Stroke, type Wish } from './shortcuts';

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({ key, command: false, isTyping: false, at: 0, ...more });

function wishes(...strokes: Stroke[]): (Wish | null)[] {
  let pending: Pending = { since: null };
  return strokes.map((next) => {
    const outcome = press(pending, next);
    ({ pending } = outcome);
    return outcome.wish;
  });
}

describe('press', () => {
  it('goes to a page by g and its letter', () => expect(wishes(stroke('g'), stroke('s'))).toEqual([null, { type: 'go', key: 's' }]));

  it.each([
    [11_000, { type: 'go', key: 's' }],
    [15_000, null],
  ])('waits a while for the letter after a g at 10,000 ms: at %d', (at, wish) => expect(wishes(stroke('g', { at: 10_000 }), stroke('s', { at }))).toEqual([null, wish]));

  it('goes to a page whose letter is a shortcut by itself', () => expect(wishes(stroke('g'), stroke('n'))).toEqual([null, { type: 'go', key: 'n' }]));

  it('leaves letters alone that are typed into a field', () => expect(wishes(stroke('g', { isTyping: true }), stroke('s', { isTyping: true }), stroke('?', { isTyping: true }))).toEqual([null, null, null]));

  it('opens the palette from a field, too', () => expect(wishes(stroke('k', { command: true, isTyping: true }))).toEqual([{ type: 'palette' }]));

  it.each<[string, Wish]>([
    ['?', { type: 'help' }],
    ['/', { type: 'search' }],
    ['n', { type: 'new' }],
  ])('knows %s', (key, wish) => expect(wishes(stroke(key))).toEqual([wish]));

  it('leaves the commands of the browser alone', () => expect(wishes(stroke('g', { command: true }), stroke('s'))).toEqual([null, null]));
});

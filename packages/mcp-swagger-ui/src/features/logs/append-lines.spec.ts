import { describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../lib/api';
import { appendLines, appendTold, countAfter, rejoin } from './append-lines';

const line = (timestamp: string, text = timestamp) => ({ serverId: 's', id: text.codePointAt(0), timestamp, text }) as LogLine;
const texts = (lines: LogLine[]) => lines.map(({ text }) => text).join('');

describe('appendLines', () => {
  it('adds what is new behind what is there', () => {
    const { lines } = appendLines({ lines: [line('1'), line('2')], dropped: 0 }, [line('2'), line('3')]);
    expect(texts(lines)).toBe('123');
  });

  it('keeps two lines of one instant apart by their numbers', () => {
    const { lines } = appendLines({ lines: [line('1', 'a')], dropped: 0 }, [line('1', 'a'), line('1', 'b')]);
    expect(texts(lines)).toBe('ab');
  });

  it('lets the oldest go and counts them', () => {
    expect(appendLines({ lines: [line('1'), line('2')], dropped: 5 }, [line('3')], 2)).toEqual({ lines: [line('2'), line('3')], dropped: 6 });
  });

  it('is the same when nothing came', () => {
    const kept = { lines: [line('1')], dropped: 0 };
    expect(appendLines(kept, [])).toEqual(kept);
  });

  it('adds what was told in several parts at once, though a later part may hold an older line', () => {
    const kept = { lines: [line('1'), line('3')], dropped: 1 };
    const told = [
      { lines: [line('4')], dropped: 2 },
      { lines: [line('3'), line('5')], dropped: 0 },
    ];
    expect(appendTold(kept, told)).toEqual({ lines: [line('1'), line('3'), line('4'), line('5')], dropped: 3 });
  });
});

describe('rejoin', () => {
  const lines = (texts: string) => texts.split('').map((text) => line(text));
  const kept = (texts: string, dropped = 0) => ({ lines: lines(texts), dropped });

  it.each<[string, ReturnType<typeof kept> | undefined, string, boolean, ReturnType<typeof kept>]>([
    ['takes what is loaded first as it is', undefined, '12', false, kept('12')],
    ['puts what was said meanwhile behind what is there', kept('123', 7), '345', false, kept('12345', 7)],
    ['keeps what is there when nothing was said', kept('123', 7), '23', false, kept('123', 7)],
    ['keeps what is there when nothing is kept elsewhere', kept('123', 7), '', true, kept('123', 7)],
    ['misses nothing where all that there is was loaded', kept('', 7), '12', true, kept('12', 7)],
    ['lets go of what a gap parts from the last lines, and counts it', kept('123', 7), '89', false, kept('89', 10)],
  ])('%s', (_, before, loaded, isAll, after) => expect(rejoin(before, lines(loaded), isAll)).toEqual(after));
});

describe('countAfter', () => {
  const lines = ['1', '2', '3'].map((text) => line(text));
  it.each<[string, number, number | undefined, ((line: LogLine) => boolean) | undefined]>([
    ['the lines behind it', 2, 0, undefined],
    ['those of them that pass', 1, 0, ({ text }) => text === '3'],
    ['all, when it is no longer kept', 3, undefined, undefined],
  ])('counts %s', (_, expected, at, passes) => expect(countAfter(lines, at === undefined ? line('0') : lines[at], passes)).toBe(expected));
});

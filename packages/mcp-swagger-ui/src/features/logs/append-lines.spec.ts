import { describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../lib/api';
import { appendLines } from './append-lines';

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
});

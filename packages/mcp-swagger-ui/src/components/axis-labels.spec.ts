import { describe, expect, it } from '@jest/globals';
import { axisLabels } from './axis-labels';

/** Ticks from an hour of 22 November on, in the zone of this machine. */
const ticks = (hour: number, stepS: number, count: number) => Array.from({ length: count }, (_, index) => new Date(2026, 10, 22, hour).getTime() / 1000 + index * stepS);

describe('axisLabels', () => {
  it.each<[string, number[], string, string[]]>([
    ['seconds where they differ', ticks(14, 15, 3), 'en', ['14:00:00', '14:00:15', '14:00:30']],
    ['no seconds where they are the same', ticks(14, 300, 3), 'en', ['14:00', '14:05', '14:10']],
    ['the day once it is another', ticks(18, 10_800, 4), 'en', ['Nov 22', '21:00', 'Nov 23', '03:00']],
    ['days alone over a week, in the language of the reader', ticks(0, 86_400, 3), 'zh-CN', ['11月22日', '11月23日', '11月24日']],
    ['nothing of nothing', [], 'en', []],
  ])('tell %s', (_, given, language, labels) => expect(axisLabels(given, language)).toEqual(labels));
});

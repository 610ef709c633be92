import { beforeAll, describe, expect, it } from '@jest/globals';
import i18next from 'i18next';
import { formatNumber } from '../../lib/format';
import { zh } from '../../lib/i18n/zh';
import { alertWords } from './alert-words';

const words = (metric: string, value: number) => alertWords(i18next.t, (one) => formatNumber(one, 'zh-CN'), { metric, value, message: 'As the API says it.' });

describe('The words of an alert', () => {
  beforeAll(() => i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } }));

  it('tell what is wrong by the metric and its value', () => {
    expect(words('errorRate', 12.4)).toBe('5 分钟内 12% 的调用失败。');
    expect(words('memoryBytes', 3_000 * 1024 ** 2)).toBe('占用内存 3,000 MB。');
    expect(words('failed', 1)).toBe('已失败，不再自动启动。');
  });

  it('are those of the API for a metric that is not known', () => expect(words('moonPhase', 1)).toBe('As the API says it.'));
});

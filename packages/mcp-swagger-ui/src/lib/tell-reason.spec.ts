import { beforeAll, describe, expect, it } from '@jest/globals';
import i18next from 'i18next';
import { formatBytes, formatMs } from './format';
import { zh } from './i18n/zh';
import { tellReason } from './tell-reason';

const format = { ms: (ms: number) => formatMs(ms, 'zh-CN'), bytes: (bytes: number) => formatBytes(bytes, 'zh-CN') };
const tell = (text: string) => tellReason(i18next.t, format, text);

describe('A reason in the language of its reader', () => {
  beforeAll(() => i18next.init({ lng: 'zh', resources: { zh: { translation: zh } }, interpolation: { escapeValue: false } }));

  it.each([
    ['silent for 300000 ms', '300 s 内没有活动。'],
    ['The process ended. It was ended by SIGKILL.', '进程已结束。被 SIGKILL 终止。'],
    ['It was ended by SIGKILL. It ended by itself more than 5 times within 60 s.', '被 SIGKILL 终止。60 秒内自行结束超过 5 次，不再自动启动。'],
    ['memory limit: 2097152 of 1048576 bytes', '占用内存 2 MB，超过上限 1 MB。'],
    ['3 checks of the MCP endpoint in a row failed: read ECONNRESET', '连续 3 次 MCP 端点检查失败：read ECONNRESET'],
  ])('%s', (text, words) => expect(tell(text)).toBe(words));

  it('is as the program said it where nobody else knows its words', () => expect(tell('The licence is over.')).toBe('The licence is over.'));
});

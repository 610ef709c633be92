import type { logs as en } from '../en/logs';

export const logs: typeof en = {
  logs: {
    empty: '还没有输出',
    noMatch: '没有符合条件的行',
    levels: '级别',
    level: { error: '错误', warn: '警告', info: '信息', debug: '调试' },
    search: '搜索日志',
    expression: '正则表达式',
    inverse: '取反',
    wrap: '自动换行',
    download: '下载这些行',
    pause: '暂停',
    follow: '跟随',
    toEnd: '到末尾',
    fresh_one: '{{count}} 行新日志',
    fresh_other: '{{count}} 行新日志',
    count_one: '{{number}} 行',
    count_other: '{{number}} 行',
    of: '共 {{number}} 行',
    dropped_one: '较早的 {{number}} 行已不在此处',
    dropped_other: '较早的 {{number}} 行已不在此处',
    json: '展开 JSON',
    context: '显示上下文',
  },
};

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import i18next from 'i18next';
import { formatBytes, formatMs } from './format';
import { en } from './i18n/en';
import { zh } from './i18n/zh';
import { type Problem, tellProblem } from './tell-problem';

const tellIn = (language: string) => (problem: Problem) =>
  tellProblem(i18next.getFixedT(language), { ms: (ms) => formatMs(ms, language), bytes: (bytes) => formatBytes(bytes, language) }, problem);
const tell = tellIn('zh');

beforeAll(() => i18next.init({ lng: 'en', fallbackLng: 'en', resources: { en: { translation: en }, zh: { translation: zh } }, interpolation: { escapeValue: false } }));

describe('A problem of the API in the language of its reader', () => {
  it.each<[Problem, string]>([
    [{ code: 'PORT_TAKEN', detail: 'Port 3001 is taken by server petstore; …', port: 3001, by: 'petstore' }, '端口 3001 已被 petstore 占用；请换一个，或用 0 表示任意空闲端口。'],
    [{ code: 'FORBIDDEN', detail: 'This wants the role admin, and …', needed: 'admin' }, '此操作需要“管理员”角色。'],
    [{ code: 'DOCUMENT_SYNTAX', detail: 'The text is neither valid JSON nor YAML, line 4.' }, '文档语法有误：The text is neither valid JSON nor YAML, line 4.'],
    [{ code: 'REPLACEMENT_FAILED', detail: 'It was not ready within 30 s.' }, '接替的进程没有启动：30 秒内没有就绪。'],
    [{ code: 'USER_NAME_TAKEN', detail: '…', name: '{{most}} $t(loading)' }, '用户“{{most}} $t(loading)”已存在，请换一个名称。'],
  ])('%j', (problem, words) => expect(tell(problem)).toBe(words));

  it.each<[string, Problem, string]>([
    ['its code is unknown', { code: 'NEW_IN_A_LATER_VERSION', detail: 'The moon is full.' }, 'The moon is full.'],
    ['it has no code', { code: 'UNKNOWN', detail: 'HTTP 500' }, 'HTTP 500'],
    ['it lacks what our words need', { code: 'PORT_TAKEN', detail: 'Port 3001 on 127.0.0.1 is in use.' }, 'Port 3001 on 127.0.0.1 is in use.'],
    ['its sentence is a reason that is known', { code: 'PORT_TAKEN', detail: 'Port 3001 on ::1 is taken by another program; choose another one, or 0 for any free port.' }, '::1 上的端口 3001 已被其他程序占用；请换一个端口，或用 0 表示任意空闲端口。'],
  ])('is as the API said it where %s', (_, problem, words) => expect(tell(problem)).toBe(words));
});

const packages = new URL('../../../', import.meta.url);

function sourcesIn(folder: string): string {
  const names = readdirSync(new URL(folder, packages), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/\.(spec|e2e)\.ts$|testing/.test(name));
  return names.map((name) => readFileSync(new URL(folder + name, packages), 'utf8')).join('\n');
}

/** The members of a union of texts that is declared in a source. */
function unionIn(file: string, type: string): string[] {
  const source = readFileSync(new URL(file, packages), 'utf8');
  const declared = source.slice(source.indexOf(`export type ${type} =`)).split(';')[0] ?? '';
  return [...declared.matchAll(/'(\w+)'/g)].map(([, code]) => code as string);
}

/** Only the commands of the operator's shell end with these. */
const OF_COMMANDS = new Set(['API_RUNNING', 'NEW_KEY_NEEDED', 'NEW_KEY_WRONG', 'ROTATION_UNDER_WAY']);

describe('Every code of a problem', () => {
  const api = sourcesIn('mcp-swagger-api/src/');
  const titles = /const TITLES: Record<number, string> = \{(.*?)\}/s.exec(api)?.[1] ?? '';
  const codes = new Set([
    ...[...api.matchAll(/AppError\(\s*[^,]+,\s*'([A-Z_]+)'/g), ...api.matchAll(/\brefuse\(\d+, '([A-Z_]+)'/g), ...api.matchAll(/status: \d+, code: '([A-Z_]+)'/g)].map(([, code]) => code as string),
    // What a child says of a change that it refuses, of a call that it would send, and of the bearer of a token, as the API passes it on.
    ...[...api.matchAll(/kind: 'refused', code: [^,]*?'([A-Z_]+)'/g), ...api.matchAll(/(?:\{ code =|code \?\?) '([A-Z_]+)'/g), ...api.matchAll(/\d{3}: '([A-Z_]+)'/g)].map(([, code]) => code as string),
    ...[...titles.matchAll(/'(.+)'/g)].map(([, title]) => (title as string).toUpperCase().replaceAll(' ', '_')),
    ...unionIn('mcp-swagger-parser/src/document-error.ts', 'DocumentErrorCode'),
    ...unionIn('mcp-swagger-server/src/upstream/upstream-error.ts', 'UpstreamErrorCode'),
    ...unionIn('mcp-swagger-server/src/server-error.ts', 'ServerErrorCode'),
  ]);

  it('is found in the sources', () => {
    expect([...codes]).toEqual(expect.arrayContaining(['PORT_TAKEN', 'SECRET_UNREADABLE', 'NOT_LOCAL', 'GATEWAY_FULL', 'REPLACEMENT_FAILED', 'REQUEST_REFUSED', 'RELOAD_REFUSED', 'INSUFFICIENT_SCOPE', 'BAD_REQUEST', 'OVERLAY_INVALID', 'ARGUMENT_INVALID', 'CONFIGURATION', 'UNAUTHORIZED']));
    expect(codes.size).toBeGreaterThan(120);
  });

  it.each([
    ['English', en.problem],
    ['Chinese', zh.problem],
  ])('has words in %s', (_, words) => expect([...codes].filter((code) => !(code in words) && !OF_COMMANDS.has(code)).toSorted()).toEqual([]));

  it('that has words is one of the API, or means that nobody was reached', () => {
    expect(Object.keys(en.problem).filter((code) => !codes.has(code))).toEqual(['UNREACHABLE']);
  });
});

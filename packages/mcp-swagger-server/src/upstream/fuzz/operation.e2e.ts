import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCookie } from 'cookie';
import fc from 'fast-check';
import { isLosslessNumber, parse } from 'lossless-json';
import type { Tool } from 'mcp-swagger-parser';
import type { HttpRequest } from '../request/http-request.js';
import { buildUpstream } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import { allAsRead, asRead, RUNS } from './arbitraries.js';
import { fieldsOf, typed, typedForm, typedList, typedScalar } from './cases.js';
import type { Typed } from './cases.js';
import { readMultipart } from './read-multipart.js';

const name = fc.stringMatching(/^[a-z$][a-zA-Z0-9_.[\]-]{0,6}$/);
const headerName = fc.stringMatching(/^X-[a-zA-Z0-9_.~!-]{1,6}$/);
const addressable = typedScalar.filter(({ value }) => value !== '' && !/^(\.|%(25)*2e){1,2}$/i.test(String(value)));
// A header loses blanks at its ends, and its commas mean more than they say.
const forHeader = typedScalar.filter(({ value }) => !/^\s|\s$|[^\x20-\x7e]/.test(String(value)));

interface Parameter extends Typed {
  name: string;
  in: string;
  style?: string;
  explode?: boolean;
}

const parameterIn = (place: string, value: fc.Arbitrary<Typed>, rest: Partial<Parameter> = {}): fc.Arbitrary<Parameter> => fc.record({ name: place === 'header' ? headerName : name, value }).map(({ name: wire, value: one }) => ({ name: wire, in: place, ...one, ...rest }));

const parameters = fc.uniqueArray(
  fc.oneof(
    parameterIn('path', addressable),
    parameterIn('query', typedScalar),
    parameterIn('query', typedList),
    parameterIn('query', typedList, { style: 'form', explode: false }),
    parameterIn('header', forHeader),
    parameterIn('cookie', typedScalar),
  ),
  { selector: (parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`, maxLength: 6 },
);

const body = fc.option(
  fc.oneof(
    typed.map((value) => ({ mediaType: 'application/json', ...value })),
    typedForm.map((value) => ({ mediaType: 'application/x-www-form-urlencoded', ...value })),
    typedForm.map((value) => ({ mediaType: 'multipart/form-data', ...value })),
  ),
);

type Case = { parameters: Parameter[]; body: (Typed & { mediaType: string }) | null };
const operation: fc.Arbitrary<Case> = fc.record({ parameters, body });

/** Many in one document: loading and connecting cost more than a call. */
const operations = fc.array(operation, { minLength: 1, maxLength: 20, size: 'max' });

function documentOf(cases: Case[]): Record<string, unknown> {
  return { paths: Object.assign({}, ...cases.map(pathOf)) as Record<string, unknown> };
}

function pathOf({ parameters: declared, body: sent }: Case, index: number): Record<string, unknown> {
  const path = `/op${index}${declared.filter((one) => one.in === 'path').map((one) => `/{${one.name}}`).join('')}`;
  const op = {
    operationId: `op${index}`,
    responses: {},
    parameters: declared.map((one) => ({ ...one, value: undefined, required: one.in === 'path' })),
    ...(sent === null ? {} : { requestBody: { required: true, content: { [sent.mediaType]: { schema: sent.schema } } } }),
  };
  return { [path]: { post: op } };
}

function argumentsOf({ parameters: given, body: sent }: Case, tool: Tool | undefined): Record<string, unknown> {
  const bindings = tool?.operation.parameters ?? [];
  const entries = given.map((one): [string, unknown] => [bindings.find((binding) => binding.in === one.in && binding.name === one.name)?.argument ?? '', one.value]);
  const argument = tool?.operation.body?.argument;
  return Object.fromEntries(sent === null || argument === undefined ? entries : [...entries, [argument, sent.value]]);
}

/** Digits as they stand, numbers as they are read. */
function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) return String(/^-?\d+$/.test(value.value) ? BigInt(value.value) : Number(value.value));
  if (typeof value === 'number' || typeof value === 'bigint') return asRead(value);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)])) : value;
}

async function expectToBeReadBack(given: Case, { url, headers, body: sentBody }: HttpRequest, prefix: string): Promise<void> {
  const [path = '', query = ''] = url.split('?');
  const of = (place: string): Parameter[] => given.parameters.filter((one) => one.in === place);
  expect(path.slice(prefix.length).split('/').slice(2).map(decodeURIComponent)).toEqual(of('path').map(({ value }) => asRead(value)));
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('='));
  const expectedPairs = of('query').flatMap((one) => (Array.isArray(one.value) && one.explode !== false ? one.value.map((item: unknown) => [one.name, allAsRead([item])]) : [[one.name, allAsRead([one.value].flat())]]));
  expect(pairs.map(([key = '', value = '']) => [decodeURIComponent(key), value.split(',').map(decodeURIComponent)])).toEqual(expectedPairs);
  for (const one of of('header')) expect(headers[one.name] ?? headers[one.name.toLowerCase()]).toBe(asRead(one.value));
  const cookies = Object.entries(headers).find(([key]) => key.toLowerCase() === 'cookie')?.[1] ?? '';
  expect(Object.entries(parseCookie(cookies)).map(([key, value]) => [decodeURIComponent(key), value]).sort()).toEqual(of('cookie').map((one) => [one.name, asRead(one.value)]).sort());
  if (given.body === null) return expect(sentBody === undefined || sentBody.length === 0).toBe(true);
  const text = Buffer.from(sentBody ?? '').toString();
  if (given.body.mediaType === 'application/json') expect(plain(parse(text))).toEqual(plain(given.body.value));
  else if (given.body.mediaType === 'multipart/form-data') expect((await readMultipart(headers['content-type'] ?? '', Buffer.from(sentBody ?? ''))).map((part) => [part.name, part.value])).toEqual(fieldsOf(given.body.value));
  else expect([...new URLSearchParams(text)]).toEqual(fieldsOf(given.body.value));
}

let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(async () => {
  await server.close();
});

describe('whole operations, schemas and arguments made together', () => {
  it('become requests that independent readers understand', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (cases) => {
        const { upstream, tools } = await buildUpstream(documentOf(cases), { baseUrl: 'https://api.test/v1' });
        for (const [index, given] of cases.entries()) {
          const request = upstream.buildRequest(`op${index}`, argumentsOf(given, tools[index]));
          await expectToBeReadBack(given, request, 'https://api.test/v1');
        }
        await upstream.close();
      }),
      { ...RUNS, numRuns: 150 },
    );
  });

  it('arrive at a real server as they were meant', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (cases) => {
        const { upstream, tools } = await buildUpstream(documentOf(cases), { baseUrl: server.origin });
        for (const [index, given] of cases.entries()) {
          const result = await upstream.call(`op${index}`, argumentsOf(given, tools[index]));
          expect(result.isError).toBeUndefined();
          const sent = server.requests.pop();
          const headers = Object.fromEntries(Object.entries(sent?.headers ?? {}).map(([key, value]) => [key, String(value)]));
          await expectToBeReadBack(given, { method: 'POST', url: sent?.target ?? '', headers, body: sent?.body ?? Buffer.alloc(0) }, '');
        }
        await upstream.close();
      }),
      { ...RUNS, numRuns: 40 },
    );
  });
});

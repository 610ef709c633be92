import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { oneOperation } from '../testing/build-upstream.js';
import { answering, callOnce, json, textsOf } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { CallLog, CallProgress, ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const call = async (operation = oneOperation({}), options = {}): Promise<ToolCallResult> => await callOnce(operation, server.origin, options);
const lines = (...items: unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

describe.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines; charset=utf-8'])('an answer of %s', (type) => {
  it('is a list of its lines', async () => {
    server.answer = answering(200, { 'content-type': type }, lines({ a: 1 }, [2], 'three'));
    expect(await call()).toMatchObject({ content: [{ type: 'text', text: '{"a":1}\n[2]\n"three"' }], structuredContent: { result: [{ a: 1 }, [2], 'three'] } });
  });

  it('of one line is its value', async () => {
    server.answer = answering(200, { 'content-type': type }, '{"a":1}');
    expect(await call()).toMatchObject({ content: [{ text: '{"a":1}' }], structuredContent: { a: 1 } });
    expect(await call(oneOperation(json({ type: 'array' })))).toMatchObject({ structuredContent: { result: { a: 1 } } });
  });
});

describe('a stream of JSON lines', () => {
  const stream = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'application/x-ndjson' });

  it('tells progress and logs at once, not at its end', async () => {
    const told: (CallProgress | CallLog)[] = [];
    let finish = (): void => {};
    server.answer = (response) => {
      stream(response).write(lines({ progress: 1, total: 2, message: 'half' }, { level: 'warning', log: 'slow disk' }));
      finish = () => void response.end(lines({ done: true }));
    };
    const pending = callOnce(oneOperation({}), server.origin, {}, {}, { onProgress: (progress) => told.push(progress), onLog: (log) => told.push(log) });
    await until(() => told.length === 2, 'both are told');
    expect(told).toEqual([{ progress: 1, total: 2, message: 'half' }, { level: 'warning', data: 'slow disk' }]);
    finish();
    expect(await pending).toMatchObject({ content: [{ text: '{"done":true}' }], structuredContent: { done: true } });
  });

  it('is a result without what it told, also when nobody listens', async () => {
    server.answer = (response) => void stream(response).end(lines({ progress: 1 }, { level: 'info', log: { a: 1 } }));
    expect(await call()).toMatchObject({ content: [{ text: 'Status 200, no content.' }] });
  });

  it('keeps lines that only look like progress or a log', async () => {
    const records = [{ progress: 5, id: 1 }, { progress: 'much' }, { level: 3, log: 'x' }, { level: 'odd', log: 'x' }, { level: 'info', log: 'x', id: 2 }];
    server.answer = (response) => void stream(response).end(lines(...records));
    expect((await call()).structuredContent).toEqual({ result: records });
  });

  it('is read right wherever it is cut into chunks', async () => {
    const bytes = Buffer.from(lines({ progress: 1, message: '半分 🐶' }, { name: '小狗 🐶' }).replaceAll('\n', '\r\n'));
    server.answer = (response) => {
      stream(response);
      let at = 0;
      const next = (): void => void (at === bytes.length ? response.end() : response.write(bytes.subarray(at, ++at), () => setImmediate(next)));
      next();
    };
    const told: CallProgress[] = [];
    const result = await callOnce(oneOperation({}), server.origin, {}, {}, { onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([{ progress: 1, message: '半分 🐶' }]);
    expect(result.structuredContent).toEqual({ name: '小狗 🐶' });
  });

  it('lets progress only rise, as MCP wants it', async () => {
    server.answer = (response) => void stream(response).end(lines({ progress: 2 }, { progress: 1 }, { progress: 2 }, { progress: 3 }));
    const told: number[] = [];
    await callOnce(oneOperation({}), server.origin, {}, {}, { onProgress: ({ progress }) => told.push(progress) });
    expect(told).toEqual([2, 3]);
  });

  it('with an error status is an error, and its lines are its body', async () => {
    server.answer = answering(500, { 'content-type': 'application/x-ndjson' }, lines({ progress: 1 }));
    expect(textsOf(await call())[0]).toContain('{"progress":1}');
  });
});

describe('other streams', () => {
  it('of events are a text each, and a list of what is JSON in them', async () => {
    server.answer = answering(200, { 'content-type': 'text/event-stream' }, ': hello\n\nevent: a\nid: 1\ndata: {"n":1}\n\ndata: two\ndata: lines\n\ndata: [DONE]\n\n');
    expect(await call()).toMatchObject({ content: [{ text: '{"n":1}' }, { text: 'two\nlines' }], structuredContent: { result: [{ n: 1 }, 'two\nlines'] } });
  });

  it('of events that do not end are shown as far as they came, and that is said', async () => {
    server.answer = (response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\ndata: 2\n\n');
    const result = await call(oneOperation({}), { timeoutMs: 1_000 });
    expect(result.isError).toBeUndefined();
    expect(textsOf(result)).toEqual(['1', '2', expect.stringMatching(/did not end there.*did not finish in time/)]);
  });

  it.each([
    ['application/jsonl', '{"n":1}\n{"n":2}\n'],
    ['application/json-seq', '\u001E{"n":1}\n\u001E{"n":2}\n'],
    ['text/event-stream', 'data: {"n":1}\n\ndata: {"n":2}\n\n'],
  ])('of %s whose items are described (itemSchema of OpenAPI 3.2) are a list too', async (type, body) => {
    server.answer = answering(200, { 'content-type': type }, body);
    const described = oneOperation({ responses: { 200: { description: '', content: { [type]: { itemSchema: { type: 'object', properties: { n: { type: 'integer' } } } } } } } }, '/things', 'get', { openapi: '3.2.0' });
    expect((await call(described)).structuredContent).toEqual({ result: [{ n: 1 }, { n: 2 }] });
    expect(server.requests[0]?.headers.accept).toContain(type);
  });

  it('of a JSON sequence are a list', async () => {
    server.answer = answering(200, { 'content-type': 'application/json-seq' }, '\u001E{"a":\n1}\n\u001E2\n');
    expect((await call()).structuredContent).toEqual({ result: [{ a: 1 }, 2] });
  });
});

describe('Content-Location', () => {
  it.each([
    ['text/markdown', '# hi', '/doc/1.md', { uri: expect.stringMatching(/^http:.*\/doc\/1\.md$/), mimeType: 'text/markdown', text: '# hi' }],
    ['application/pdf', '%PDF', 'https://files.test/a', { uri: 'https://files.test/a', mimeType: 'application/pdf', blob: 'JVBERg==' }],
  ])('makes an answer of %s an embedded resource', async (type, body, location, resource) => {
    server.answer = answering(200, { 'content-type': type, 'content-location': location }, body);
    expect((await call()).content).toEqual([{ type: 'resource', resource }]);
  });

  it('changes nothing of JSON and of an error', async () => {
    server.answer = answering(200, { 'content-type': 'application/json', 'content-location': '/a' }, '{}');
    expect((await call()).content).toEqual([{ type: 'text', text: '{}' }]);
    server.answer = answering(404, { 'content-type': 'text/plain', 'content-location': '/a' }, 'no');
    expect(await call()).toMatchObject({ isError: true, content: [{ type: 'text' }] });
  });
});

describe('an answer in parts', () => {
  const mixed = (...parts: string[]): string => `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`;

  it('is a block for each, by its own type', async () => {
    const parts = [
      'Content-Type: application/json\r\n\r\n{"n":1}',
      'Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC',
      'Content-Type: text/plain\r\nContent-Location: /notes/1\r\n\r\nhello',
      'Content-Type: application/zip\r\n\r\nPK',
      '\r\nplain',
    ];
    server.answer = answering(200, { 'content-type': 'multipart/mixed; boundary=b' }, `preamble\r\n${mixed(...parts)}epilogue`);
    expect(await call()).toMatchObject({
      content: [
        { type: 'text', text: '{"n":1}' },
        { type: 'image', mimeType: 'image/png', data: 'AAEC' },
        { type: 'resource', resource: { uri: `${server.origin}/notes/1`, mimeType: 'text/plain', text: 'hello' } },
        { type: 'resource', resource: { uri: `${server.origin}/things#part-4`, mimeType: 'application/zip', blob: 'UEs=' } },
        { type: 'text', text: 'plain' },
      ],
      structuredContent: { n: 1 },
    });
  });

  it('may hold parts itself, to a depth', async () => {
    let body = 'Content-Type: text/plain\r\n\r\ndeep';
    for (let depth = 0; depth < 3; depth++) body = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${body}\r\n--b${depth}--`;
    server.answer = answering(200, { 'content-type': 'multipart/related; boundary="b"' }, mixed(body));
    expect(textsOf(await call())).toEqual(['deep']);
    for (let depth = 3; depth < 6; depth++) body = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${body}\r\n--b${depth}--`;
    server.answer = answering(200, { 'content-type': 'multipart/mixed; boundary=b' }, mixed(body));
    expect(textsOf(await call())[1]).toContain('nested more than 4 times');
  });

  it('has a thousand of them at most, those inside of other parts included', async () => {
    const inner = `Content-Type: multipart/mixed; boundary=i\r\n\r\n${'--i\r\n\r\nx\r\n'.repeat(90)}--i--`;
    server.answer = answering(200, { 'content-type': 'multipart/mixed; boundary=b' }, mixed(...Array.from({ length: 100 }, () => inner)));
    const texts = textsOf(await call());
    expect(texts.filter((text) => text === 'x')).toHaveLength(900);
    expect(texts.filter((text) => text.includes('they are more than 1000'))).toHaveLength(90);
  });

  it.each([
    ['multipart/mixed', '--b\r\n\r\nx', 'names no boundary'],
    ['multipart/mixed; boundary=b', 'nothing', 'is not in it'],
    ['multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n', 'ends without its closing boundary'],
  ])('that is malformed (%s) is text with the reason', async (type, body, reason) => {
    server.answer = answering(200, { 'content-type': type }, body);
    expect(textsOf(await call())).toEqual([body, expect.stringContaining(reason)]);
  });

  it('satisfies an output schema', async () => {
    server.answer = answering(200, { 'content-type': 'multipart/mixed; boundary=b' }, mixed('\r\na', '\r\nb'));
    expect((await call(oneOperation(json({ type: 'object' })))).structuredContent).toEqual({});
  });
});

describe('text that is not what it says', () => {
  it('is an error where JSON is not UTF-8, and shown all the same', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, Buffer.from('{"name":"\u00e4"}', 'latin1'));
    expect(await call()).toMatchObject({ isError: true, content: [{ text: '{"name":"\uFFFD"}' }, { text: expect.stringContaining('not valid UTF-8') }] });
  });

  it('is told where text is not UTF-8', async () => {
    server.answer = answering(200, { 'content-type': 'text/csv' }, Buffer.from('a;\u00e4', 'latin1'));
    const result = await call();
    expect(result.isError).toBeUndefined();
    expect(textsOf(result)).toEqual(['a;\uFFFD', expect.stringContaining('not valid UTF-8')]);
  });

  it('is told where JSON cannot be read as such', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"a":');
    expect(textsOf(await call())).toEqual(['{"a":', expect.stringContaining('cannot be read as JSON')]);
  });

  it('is told where its charset is not known', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain; charset=x-klingon' }, 'Qapla');
    expect(textsOf(await call())).toEqual(['Qapla', expect.stringContaining('"x-klingon", which is not known')]);
  });
});

describe('an error', () => {
  it('tells the headers that matter and no others', async () => {
    const headers = {
      'retry-after': '120', 'www-authenticate': 'Bearer realm="r", error="invalid_token", Basic realm="x"', location: '/login?token=s3cret', deprecation: '@1688169599', sunset: 'Wed, 11 Nov 2026 11:11:11 GMT',
      'ratelimit-remaining': '0', 'x-ratelimit-reset': '17', 'x-request-id': 'r-1', 'x-powered-by': 'PHP', 'set-cookie': 'sid=s3cret', 'content-type': 'text/plain',
    };
    server.answer = answering(429, headers, 'slow down');
    const [text = ''] = textsOf(await call());
    for (const line of ['Retry-After: 120', 'WWW-Authenticate: Bearer, Basic', 'Location: /login', 'RateLimit-Remaining: 0', 'X-RateLimit-Reset: 17', 'X-Request-Id: r-1', 'Deprecation: @1688169599', 'Sunset: Wed, 11 Nov 2026 11:11:11 GMT', 'slow down']) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toMatch(/s3cret|PHP|realm/);
  });

  it('with an endless body is told after a bounded part of it', async () => {
    server.answer = (response) => {
      const more = (): void => void (response.destroyed || (response.write(Buffer.alloc(64 * 1024, 'x')) ? setImmediate(more) : response.once('drain', more)));
      response.writeHead(500, { 'content-type': 'text/plain' });
      more();
    };
    const [text = ''] = textsOf(await call());
    expect(text).toMatch(/answered status 500[\s\S]*more than \d+ characters\)$/);
    expect(text.length).toBeLessThan(21_000);
  });
});

it('says in an empty answer where the new thing is', async () => {
  server.answer = answering(201, { location: '/things/7' });
  expect(textsOf(await call(oneOperation({}, '/things', 'post')))).toEqual(['Status 201, no content.\nlocation: /things/7']);
});

describe('where output schemas are promises', () => {
  const named = oneOperation(json({ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }));

  it('an answer that keeps one is a success', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"name":"n"}');
    expect((await call(named, { areOutputSchemasStrict: true })).isError).toBeUndefined();
  });

  it('an answer that breaks one is an error that says where', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"name":null}');
    const result = await call(named, { areOutputSchemasStrict: true });
    expect(result.isError).toBe(true);
    expect(textsOf(result)[1]).toBe('This is not what the document promises: /name must be string.');
  });
});

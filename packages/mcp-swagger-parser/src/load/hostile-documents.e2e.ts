import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { STRICT } from '../testing/documents.js';
import { toTools } from '../tools/to-tools.js';
import { loadDocument, type LoadOptions } from './load-document.js';

const HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';
const DOCUMENT = `${HEAD}paths: {/a: {get: {operationId: a}}}\n`;
/** Larger than what is allowed here, and small when it is packed. */
const LARGE = `${DOCUMENT}x-large: ${'x'.repeat(300_000)}\n`;

let server: Server;
let base: string;
/** Another origin, which must not be asked, or not with what the first one gets. */
let other: Server;
let otherBase: string;
let answer: RequestListener = () => {};
const asked: IncomingMessage[] = [];
const askedElsewhere: IncomingMessage[] = [];
const timers: NodeJS.Timeout[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  other = createServer((request, response) => {
    askedElsewhere.push(request);
    response.end(DOCUMENT);
  }).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(other, 'listening')]);
  [base = '', otherBase = ''] = [server, other].map((one) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`);
});

afterEach(() => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  asked.splice(0);
  askedElsewhere.splice(0);
});

afterAll(() => {
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});

const load = (options: Partial<LoadOptions> = {}) => loadDocument({ url: `${base}/openapi.yaml`, headers: { authorization: 'Bearer secret' } }, { outgoing: STRICT, ...options });
const send = (body: string | Buffer, headers: Record<string, string> = {}): RequestListener => (_request, response) => void response.writeHead(200, headers).end(body);
const redirect = (location: string, headers: Record<string, string | string[]> = {}): RequestListener => (_request, response) => void response.writeHead(302, { location, ...headers }).end();
/** A word at a time, for ever. */
const trickle = (word: string) => (response: ServerResponse) => void timers.push(setInterval(() => response.write(word), 5));
const endlessHead: RequestListener = ({ socket }) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  timers.push(setInterval(() => socket.write(`x-more: ${'x'.repeat(1_000)}\r\n`), 5));
};
const raw = (text: string): RequestListener => (request) => void request.socket.write(text);

describe('A document of somebody hostile', () => {
  const small = { maxBytes: 100_000 };
  const impatient = { timeoutMs: 200 };
  it.each<[string, RequestListener, string, Partial<LoadOptions>]>([
    ['leads to a file', redirect('file:///etc/passwd'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to another scheme', redirect('ftp://127.0.0.1/openapi.yaml'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to data', redirect('data:application/yaml,openapi'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads nowhere', redirect('http://'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to itself for ever', redirect('/openapi.yaml'), 'DOCUMENT_UNREACHABLE', {}],
    ['leads to metadata', redirect('http://169.254.169.254/latest'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to metadata, spelt as a number', redirect('http://2852039166/latest'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to metadata, spelt in octal', redirect('http://0251.0376.0251.0376/latest'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to metadata, spelt in IPv6', redirect('http://[::ffff:a9fe:a9fe]/latest'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to metadata, as somebody', redirect('http://user:password@169.254.169.254/'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to another machine within', redirect('http://10.0.0.1/openapi.yaml'), 'DOCUMENT_FORBIDDEN', {}],
    ['leads to another machine within, by a hexadecimal address', redirect('http://0x0a000001/openapi.yaml'), 'DOCUMENT_FORBIDDEN', {}],
    ['says that it is longer than it may be', send(DOCUMENT, { 'content-length': '99999999999' }), 'DOCUMENT_TIMEOUT', impatient],
    ['has no end', (_request, response) => trickle('# more\n'.repeat(5_000))(response), 'DOCUMENT_TOO_LARGE', small],
    ['comes a byte at a time', (_request, response) => trickle('#')(response), 'DOCUMENT_TIMEOUT', impatient],
    ['has a head without end', endlessHead, 'DOCUMENT_UNREACHABLE', {}],
    ['has a head that comes slowly', raw('HTTP/1.1 200 OK\r\nx-slow: '), 'DOCUMENT_TIMEOUT', impatient],
    ['has two lengths', raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'), 'DOCUMENT_UNREACHABLE', {}],
    ['is a bomb in gzip', send(gzipSync(LARGE), { 'content-encoding': 'gzip' }), 'DOCUMENT_TOO_LARGE', small],
    ['is a bomb in deflate', send(deflateSync(LARGE), { 'content-encoding': 'deflate' }), 'DOCUMENT_TOO_LARGE', small],
    ['is a bomb in Brotli', send(brotliCompressSync(LARGE), { 'content-encoding': 'br' }), 'DOCUMENT_TOO_LARGE', small],
    ['is packed twice', send(gzipSync(gzipSync(LARGE)), { 'content-encoding': 'gzip, gzip' }), 'DOCUMENT_NOT_OPENAPI', small],
    ['is packed in what nobody knows', send(gzipSync(LARGE), { 'content-encoding': 'zstd' }), 'DOCUMENT_NOT_OPENAPI', small],
    ['says that it is packed', send(DOCUMENT, { 'content-encoding': 'gzip' }), 'DOCUMENT_UNREACHABLE', {}],
    ['has more aliases than are good', send(`${HEAD}paths: {}\na: &a [x]\nb: &b [${Array(200).fill('*a').join()}]\nc: &c [${Array(200).fill('*b').join()}]\nd: [${Array(200).fill('*c').join()}]\n`), 'DOCUMENT_SYNTAX', {}],
    ['contains itself', send(`${HEAD}paths: {}\na: &a [*a]\n`), 'DOCUMENT_TOO_DEEP', {}],
    ['is deep', send(`${HEAD}paths: {}\na: ${'['.repeat(600)}${']'.repeat(600)}\n`), 'DOCUMENT_TOO_DEEP', {}],
    ['is deep in JSON', send(`{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 'DOCUMENT_TOO_DEEP', {}],
    ['is a picture', send(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), { 'content-type': 'image/png' }), 'DOCUMENT_NOT_OPENAPI', {}],
  ])('that %s is refused', async (_what, listener, code, options) => {
    answer = listener;
    await expect(load(options)).rejects.toMatchObject({ code });
    expect(askedElsewhere).toEqual([]);
  });

  it.each<[string, RequestListener]>([
    ['with a mark at its beginning', send(`\uFEFF${DOCUMENT}`)],
    ['in UTF-16', send(Buffer.from(`\uFEFF${DOCUMENT}`, 'utf16le'))],
    ['that calls itself a picture', send(DOCUMENT, { 'content-type': 'image/png' })],
    ['in gzip', send(gzipSync(DOCUMENT), { 'content-encoding': 'gzip' })],
    ['in deflate', send(deflateSync(DOCUMENT), { 'content-encoding': 'deflate' })],
    ['in Brotli', send(brotliCompressSync(DOCUMENT), { 'content-encoding': 'br' })],
    ['after a redirect', (request, response) => (request.url === '/openapi.yaml' ? redirect('/there')(request, response) : send(DOCUMENT)(request, response))],
    ['of some aliases', send(`${HEAD}x-a: &a {get: {operationId: a}}\npaths: {/a: *a}\n`)],
  ])('is read as any other %s', async (_what, listener) => {
    answer = listener;
    expect(toTools(await load({ maxBytes: 100_000 })).tools.map(({ name }) => name)).toEqual(['a']);
  });

  it('takes no credential and no cookie along to another origin, and gets none back', async () => {
    answer = redirect(`${otherBase}/openapi.yaml`, { 'set-cookie': ['session=1; Path=/'] });
    await load({ outgoing: { ...STRICT, operatorHosts: ['127.0.0.1'] } });
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(askedElsewhere).toHaveLength(1);
    expect(askedElsewhere[0]?.headers).not.toHaveProperty('authorization');
    expect(askedElsewhere[0]?.headers).not.toHaveProperty('cookie');
  });

  it('leads to no other port of this machine unless it is the operator’s own', async () => {
    answer = redirect(`${otherBase}/openapi.yaml`);
    await expect(load()).rejects.toMatchObject({ code: 'DOCUMENT_FORBIDDEN' });
    expect(askedElsewhere).toEqual([]);
  });
});

describe('What a hostile document refers to', () => {
  const referring = (refs: string[]) => `${HEAD}paths: {/a: {get: {operationId: a, parameters: [${refs.map((ref, index) => `{name: p${index}, in: query, schema: {$ref: "${ref}"}}`).join()}]}}}\n`;
  const refusalsOf = async (options: Partial<LoadOptions> = {}) => (await load(options)).warnings.filter(({ code }) => code === 'REFERENCE_UNREADABLE').map(({ message }) => message);
  const onlyRoot = (text: string): RequestListener => (request, response) => (request.url === '/openapi.yaml' ? send(text)(request, response) : send('type: string\n')(request, response));

  it.each([
    ['a file', 'file:///etc/passwd', /local file/],
    ['a file of another machine', 'file://elsewhere/share/x.yaml', /local file|another machine/],
    ['metadata', 'http://169.254.169.254/latest', /link-local or metadata/],
    ['metadata in another spelling', 'http://[::ffff:169.254.169.254]/latest', /link-local or metadata/],
    ['another machine within', 'http://192.168.0.1/x.yaml', /private or loopback/],
    ['another scheme', 'gopher://127.0.0.1:6379/_INFO', /only http and https/],
    ['data', 'data:application/yaml,type: string', /only http and https/],
  ])('is not read when it is %s', async (_what, ref, message) => {
    answer = onlyRoot(referring([ref, 'own.yaml']));
    expect(await refusalsOf()).toEqual([expect.stringMatching(message)]);
    // The one that may be read shows that references are.
    expect(asked.map(({ url }) => url)).toEqual(['/openapi.yaml', '/own.yaml']);
  });

  it('is not read when it leads to such a place, and gets no credential of the document', async () => {
    answer = (request, response) => (request.url === '/away.yaml' ? redirect('http://169.254.169.254/')(request, response) : onlyRoot(referring(['away.yaml', 'own.yaml']))(request, response));
    expect(await refusalsOf()).toEqual([expect.stringMatching(/link-local or metadata/)]);
    expect(asked.filter(({ url }) => url !== '/openapi.yaml').map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('is read once, however it goes in circles', async () => {
    answer = (request, response) => (request.url === '/openapi.yaml' ? send(referring(['a.yaml', 'openapi.yaml#/paths']))(request, response) : send('properties: {self: {$ref: a.yaml}, root: {$ref: openapi.yaml}}\n')(request, response));
    await load();
    expect(asked.map(({ url }) => url)).toEqual(['/openapi.yaml', '/a.yaml']);
  });

  it('is given up when all of it together takes too long', async () => {
    answer = () => {};
    // Handed in, for a busy machine may not serve even the document itself within that time.
    const text = referring(Array.from({ length: 100 }, (_, index) => `${base}/slow${index}.yaml`));
    const { warnings } = await loadDocument({ text }, { outgoing: { ...STRICT, operatorHosts: ['127.0.0.1'] }, timeoutMs: 300 });
    expect(warnings.filter(({ code, message }) => code === 'REFERENCE_UNREADABLE' && /did not answer within 300 ms|took too long already/.test(message))).toHaveLength(100);
    // Eight at once, each for its time, four times over.
    expect(asked.length).toBeLessThanOrEqual(8 * 5);
  });

  it('may be an overlay, which obeys the same rules', async () => {
    answer = send(DOCUMENT);
    await expect(load({ overlays: [{ url: 'http://169.254.169.254/o.yaml' }] })).rejects.toMatchObject({ code: 'DOCUMENT_FORBIDDEN' });
    await expect(load({ overlays: [{ url: 'file:///etc/passwd' }] })).rejects.toMatchObject({ code: 'DOCUMENT_FORBIDDEN' });
    await expect(loadDocument({ text: DOCUMENT }, { outgoing: { ...STRICT, trustTyped: false }, overlays: [{ url: `${base}/o.yaml` }] })).rejects.toMatchObject({ code: 'DOCUMENT_FORBIDDEN' });
    expect(asked).toHaveLength(2);
  });
});

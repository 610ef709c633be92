import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { World } from './world.js';

const TRAVERSALS = [
  '/../../../../etc/passwd', '/..%2f..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/....//....//etc/passwd', '/..%5c..%5cetc/passwd', '/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd', '/assets/%00/etc/passwd', '//etc/passwd',
  '/api/processes/..%2f..%2fetc%2fpasswd/logs/download', '/api/processes/%2e%2e%2f%2e%2e/logs', '/api/documents/..%2f..%2f..%2fetc%2fpasswd', '/api/servers/%00', '/%c0%ae%c0%ae/etc/passwd',
];

/** Of a quarter of a megabyte. */
const UNPACKED_BYTES = 256 * 1024 * 1024;

const bomb = (levels: number) => ['a: &a0 ["x","x","x","x","x","x","x","x","x"]', ...Array.from({ length: levels }, (_, level) => `b${level}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(',')}]`)].join('\n');

/** What makes a small text large, deep or slow. */
export function input(world: () => World): void {
  // Whoever is held up for ever fails by the test's own bound.
  const stillAnswers = async () => (await world().ask('GET', '/health/live')).status === 200;

  it('no path leads out of what is served', async () => {
    const { api, attack, admin } = world();
    for (const path of TRAVERSALS) {
      const response = await fetch(api.url + path, { headers: admin });
      attack('path traversal', path, !(await response.text()).includes('root:'));
    }
  });

  it('documents that grow when they are read are refused in time', async () => {
    const { ask, admin, attack } = world();
    const head = 'openapi: 3.0.3\ninfo: {title: Bomb, version: "1"}\npaths: {}\n';
    const documents: [string, string][] = [
      ['billion laughs in YAML', `${head}x-bomb:\n${bomb(12).replace(/^/gm, '  ')}`],
      ['an alias of itself', `${head}x-loop: &a [*a]`],
      ['deep YAML', `${head}x-deep: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
      ['deep JSON in a text', `{"openapi":"3.0.3","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ['entities in XML', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'],
    ];
    for (const [name, openapiData] of documents) {
      const { status, text } = await ask('POST', '/api/documents/preview', admin, { openapiData });
      attack('bombs', `${name} → ${status} ${text.slice(0, 200)}`, (status < 500 || status === 503) && !text.includes('DOCUMENT_TIMEOUT') && (await stillAnswers()));
    }
  });

  it('what unpacks to far more than it is, is refused without being unpacked whole', async () => {
    const { api, ask, admin, attack, control } = world();
    const packed = gzipSync(Buffer.alloc(UNPACKED_BYTES));
    const outer = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(packed)).listen(0, '127.0.0.1');
    await once(outer, 'listening');
    try {
      const openapiUrl = `http://127.0.0.1:${(outer.address() as AddressInfo).port}/`;
      const { status, text } = await ask('POST', '/api/documents/preview', admin, { openapiUrl });
      attack('bombs', `a packed document → ${status} ${text.slice(0, 200)}`, status === 422 && (await stillAnswers()));
    } finally {
      outer.closeAllConnections();
      outer.close();
    }
    for (const [path, type, headers] of [['/api/documents/preview', 'application/json', { 'Content-Encoding': 'gzip' }], ['/api/restore', 'application/gzip', {}], ['/api/auth/login', 'application/json', { 'Content-Encoding': 'gzip' }]] as const) {
      const response = await fetch(api.url + path, { method: 'POST', headers: { ...admin, 'Content-Type': type, ...headers }, body: packed });
      await response.body?.cancel();
      attack('bombs', `a packed body to ${path} → ${response.status}`, response.status >= 400 && response.status < 500 && (await stillAnswers()));
    }
    const decent = await fetch(`${api.url}/api/documents/preview`, { method: 'POST', headers: { ...admin, 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body: gzipSync(JSON.stringify({ openapiData: { openapi: '3.0.3', info: { title: 'Small', version: '1' }, paths: {} } })) });
    control('bombs', 'a packed body of a decent size', decent.status === 200);
  });

  it('bodies that are too deep, too many or not what they say are refused', async () => {
    const { ask, admin, attack } = world();
    const bodies: [string, string, Record<string, string>, number[]][] = [
      ['deep', `{"openapiData":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, {}, [400]],
      ['many', `[${'{},'.repeat(2_100_000)}1]`, {}, [400]],
      ['a string', '"openapiData"', {}, [400]],
      ['gzip that is none', 'x', { 'Content-Encoding': 'gzip' }, [400]],
      ['an unknown encoding', 'x', { 'Content-Encoding': 'bzip9' }, [415]],
      ['another charset', '{}', { 'Content-Type': 'application/json; charset=utf-7' }, [415, 400]],
      ['a form', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, [415]],
    ];
    for (const [name, body, headers, statuses] of bodies) {
      const { status } = await ask('POST', '/api/documents/preview', { ...admin, ...headers }, body);
      attack('bodies', `${name} → ${status}`, statuses.includes(status) && (await stillAnswers()));
    }
  });

  it('messages that are too deep or too many are refused where the API speaks MCP itself', async () => {
    const { ask, admin, attack, control } = world();
    await ask('POST', '/api/groups', admin, { name: 'bounds', members: [] });
    const message = (params: string) => `{"jsonrpc":"2.0","id":1,"method":"initialize","params":${params}}`;
    const send = async (body: string) => (await ask('POST', '/mcp/group/bounds', { ...admin, Accept: 'application/json, text/event-stream' }, body)).status;
    const plain = '{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}';
    control('bodies', 'a message', (await send(message(plain))) === 200);
    for (const [name, body] of [['brackets', '['.repeat(2_000_000)], ['objects', message(`${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`)], ['a batch', `[${Array.from({ length: 101 }, () => message(plain)).join()}]`]] as const) {
      const status = await send(body);
      attack('bodies', `${name} in a message → ${status}`, status === 400 && (await stillAnswers()));
    }
  });

  it('a body cannot reach the prototype of objects', async () => {
    const { ask, admin, attack } = world();
    for (const body of ['{"__proto__":{"role":"admin"},"name":"p","openapiData":"x"}', '{"constructor":{"prototype":{"role":"admin"}},"name":"p","openapiData":"x"}']) {
      const { status } = await ask('POST', '/api/servers', admin, body);
      attack('prototype pollution', body, status >= 400 && status < 500);
    }
    const viewer = JSON.parse((await ask('POST', '/api/users', admin, '{"name":"proto","password":"a long enough password","role":"viewer","__proto__":{"role":"admin"}}')).text) as { role?: string };
    attack('prototype pollution', 'a role by the prototype', viewer.role !== 'admin');
    expect((await ask('GET', '/api/servers')).status).toBe(401);
  });

  it('expressions that run for ever do not', async () => {
    const { ask, admin, attack } = world();
    const evil = '(a+)+$';
    const paths = [`/api/logs?regex=true&search=${encodeURIComponent(evil)}`, `/api/logs?regex=true&search=${encodeURIComponent('(.*)*\\1')}`, `/api/servers?search=${'a'.repeat(5_000)}`];
    for (const path of paths) {
      await ask('GET', path, admin);
      attack('slow expressions', path.slice(0, 60), await stillAnswers());
    }
    const filters = { include: [`path:${'*a'.repeat(200)}*b`, `tag:${'**'.repeat(200)}b`] };
    const document = { openapi: '3.0.3', info: { title: 'Slow', version: '1' }, paths: { [`/${'a'.repeat(2_000)}`]: { get: { tags: ['*'.repeat(200)], responses: { 200: { description: 'Fine.' } } } } } };
    const { status, text } = await ask('POST', '/api/documents/preview', admin, { openapiData: JSON.stringify(document), filters });
    attack('slow expressions', `filters → ${status}`, !text.includes('DOCUMENT_TIMEOUT') && (await stillAnswers()));
  });

  it('a foreign page may read nothing, and browsers are told what pages of ours never do', async () => {
    const { ask, admin, attack, control } = world();
    for (const path of ['/', '/api/servers', '/api/auth/login', '/api/docs', '/health/live', '/mcp/nobody', '/nowhere']) {
      for (const method of ['GET', 'OPTIONS']) {
        const { status, headers } = await ask(method, path, { ...admin, Origin: 'https://evil.test', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' });
        attack('foreign pages', `${method} ${path} → ${status} ${headers.get('access-control-allow-origin')}`, headers.get('access-control-allow-origin') === null && headers.get('access-control-allow-credentials') === null);
      }
    }
    for (const path of ['/', '/servers/x', '/api/servers']) {
      const { headers } = await ask('GET', path, admin);
      const policy = headers.get('content-security-policy') ?? '';
      attack('foreign pages', `${path} in a frame, or with scripts of others: ${policy}`, policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'") && !/unsafe|https?:|\*/.test(policy) && headers.get('x-frame-options') === 'DENY');
      attack('foreign pages', `${path} taken for another type, or told of elsewhere`, headers.get('x-content-type-options') === 'nosniff' && headers.get('referrer-policy') === 'no-referrer' && headers.get('x-powered-by') === null);
    }
    control('foreign pages', 'the same without a foreign page', (await ask('GET', '/api/servers', admin)).status === 200);
  });

  it('no header and no line of the log can be forged', async () => {
    const { ask, admin, api, attack } = world();
    for (const value of ['a\r\nX-Injected: 1', 'a\nSet-Cookie: x=1', 'a\u0000b', 'a\u2028b\r']) {
      const { status } = await ask('POST', '/api/servers', admin, { name: 'headers', openapiData: '{}', headers: { 'X-Api': value } });
      attack('header injection', JSON.stringify(value), status === 400);
    }
    for (const name of ['x\r\nEvil', 'x: y', 'x y', '']) {
      const { status } = await ask('POST', '/api/servers', admin, { name: 'headers', openapiData: '{}', headers: { [name]: 'v' } });
      attack('header injection', JSON.stringify(name), status === 400);
    }
    const forged = 'nobody\r\n[mcp-swagger] 1 LOG [Access] everything is fine forged-line';
    await ask('POST', '/api/auth/login', {}, { name: forged, password: 'wrong password here' });
    await ask('GET', `/api/x%0d%0aforged-line`, admin);
    attack('log injection', 'a name with a line break', !/^\[mcp-swagger\] 1 LOG/m.test(api.output()));
  });
}

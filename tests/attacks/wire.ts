import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { serve } from './serve.js';
import type { World } from './world.js';

/** In the name of a server, so that whoever reads it was let in. */
const MARK = 'seen-by-who-may';
/** More than any body may have. */
const UNPACKED_BYTES = 80 * 1024 * 1024;

/** Other spellings of what wants proof, as they stand on the wire: fetch would tidy them up. */
const SPELLINGS = [
  '/api/servers', '//api/servers', '///api/servers', '/./api/servers', '/x/../api/servers', '/assets/../api/servers', '/health/live/../../api/servers', '/health/live/..%2f..%2fapi/servers', '/api/auth/login/../../servers', '/api/auth/login/..%2f..%2fservers',
  '/api/auth/login;/../../servers', '/api;x/servers', '/api/servers;x', '/API/SERVERS', '/Api/Servers/', '/api//servers', '/api/./servers', '/%61pi/servers', '/api%2fservers', '/api%2Fservers', '/api\\servers', '\\api\\servers', '/\\api/servers', '/api/servers%00', '/api/servers%20', '/api/servers?', '/api/servers#x', '/api/servers/.', '/api/servers/..%2fservers', '/ａpi/servers', '/api%c0%afservers',
  '/metrics', '//metrics', '/metrics/', '/METRICS', '/x/../metrics', '/api/openapi.json', '//api/openapi.json', '/api/docs/../servers', '/api/docs-json', '/index.html/../api/servers', '/.well-known/oauth-protected-resource/mcp/../../../api/servers', '/mcp/../api/servers', '/mcp/..%2fapi%2fservers', '/mcp/x/../../api/servers', '/socket.io/../api/servers',
  'http://127.0.0.1/api/servers', 'http://evil.test/api/servers', 'http://evil.test//api/servers', 'https://evil.test/metrics', 'HTTP://evil.test/API/servers', '*', 'api/servers', '?/api/servers', '/?/api/servers',
];

/** The same of an endpoint, which `NAME` stands for. */
const ENDPOINTS = ['/mcp/NAME', '//mcp/NAME', '/mcp//NAME', '/mcp/./NAME', '/mcp/x/../NAME', '/x/../mcp/NAME', '/mcp/NAME;x', '/mcp/NAME%00', '/MCP/NAME', '/mcp/NAME/', '/mcp/NAME/..', '/mcp/%2e%2e/mcp/NAME', '/mcp/group/../NAME', '/mcp/NAME/messages', '/mcp/NAME/messages/', '/mcp%2fNAME', '/.well-known/../mcp/NAME', '/health/live/../../mcp/NAME', 'http://127.0.0.1/mcp/NAME', 'http://evil.test/mcp/NAME'];

/** What two readers could cut in different places: the second request in each would be answered to whoever comes next. */
const TWO_READINGS: [string, string][] = [
  ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n0\r\n\r\n'],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 44\r\n\r\n'],
  ['two lengths in one', 'Content-Length: 0, 44\r\n\r\n'],
  ['a length with a sign', 'Content-Length: +0\r\n\r\n'],
  ['a length below nothing', 'Content-Length: -1\r\n\r\n'],
  ['a length in another base', 'Content-Length: 0x0\r\n\r\n'],
  ['chunks that are not last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
  ['another coding', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ['chunks by a blank before the colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
  ['a folded line', 'X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
  ['a folded coding', 'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
  ['a line that ends by CR alone', 'X-Cr: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['lines that end by LF alone', 'X-Lf: a\nTransfer-Encoding: chunked\n\n0\n\n'],
  ['a header with NUL', 'X-Nul: a\0b\r\n\r\n'],
  ['a chunk size with a sign', 'Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n'],
  ['a chunk size in words', 'Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n'],
  ['a chunk that is longer than it says', 'Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n'],
  ['a name with a blank', 'Content Length: 0\r\n\r\n'],
  ['no name', ': 0\r\n\r\n'],
];

/** What stands behind what is sent here, on the same connection. */
export function wire(world: () => World): void {
  /** All that a connection hears which says this and no more, until it is closed or `isEnough`. */
  async function hear(text: string, isEnough: (said: string) => boolean = () => false): Promise<string> {
    const { hostname, port } = new URL(world().api.url);
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      said += chunk;
      if (isEnough(said)) socket.destroy();
    });
    socket.write(Buffer.from(text, 'latin1'));
    await closed;
    return said;
  }
  const head = (method: string, path: string, headers: Record<string, string> = {}) => `${method} ${path} HTTP/1.1\r\n${Object.entries({ Host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
  const statuses = (said: string) => [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  const stillAnswers = async () => (await world().ask('GET', '/health/live')).status === 200;

  it('no spelling of a path comes in without proof', async () => {
    const { api, admin, attack, control } = world();
    const running = await serve(world(), admin, { name: MARK, openapiData: EMPTY });
    const isGiven = (said: string) => said.includes(MARK) || said.includes('mcp_process_state') || said.includes('"openapi"') || /"result"/.test(said);
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: MARK, version: '1' } } });
    const initialize = (path: string, headers: Record<string, string>) => `${head('POST', path, { ...headers, Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json', 'Content-Length': String(message.length), Connection: 'close' })}\r\n${message}`;
    const proof = { Authorization: admin['Authorization'] ?? '' };
    const knock = async (method: string, path: string) => {
      const said = await hear(`${head(method, path, { Connection: 'close', 'X-Said': 'to-be-echoed' })}\r\n`);
      attack('spellings', `${method} ${path} → ${said.slice(0, 300)}`, !isGiven(said) && !said.includes('to-be-echoed'));
    };
    await Promise.all(SPELLINGS.map((path) => knock('GET', path)));
    await Promise.all(['HEAD', 'POST', 'TRACE', 'OPTIONS'].flatMap((method) => ['/api/servers', '/', '*', '/health/live'].map((path) => knock(method, path))));
    const calls = ENDPOINTS.flatMap((each) => [each.replace('NAME', MARK), each.replace('NAME', running.id)]).map(async (path) => {
      const said = await hear(initialize(path, {}));
      attack('spellings', `POST ${path} → ${said.slice(0, 300)}`, !/"(result|serverInfo)"/.test(said));
    });
    await Promise.all(calls);
    for (const path of ['/api/servers', '/metrics']) control('spellings', path, isGiven(await hear(`${head('GET', path, { ...proof, Connection: 'close' })}\r\n`)));
    control('spellings', 'an endpoint', isGiven(await hear(initialize(`/mcp/${MARK}`, proof))));
    expect(api.process.exitCode).toBeNull();
  });

  it('no proof is taken from the address, a method from a header, or an address from whoever names one', async () => {
    const { ask, admin, attack, control } = world();
    const secret = (admin['Authorization'] ?? '').slice('Bearer '.length);
    for (const name of ['access_token', 'token', 'api_key', 'apikey', 'key', 'auth', 'authorization', 'password']) {
      for (const path of ['/api/servers', `/mcp/${MARK}`, '/metrics', '/socket.io/']) attack('proof', `${name} in the query of ${path}`, [401, 403].includes((await ask('GET', `${path}?EIO=4&transport=polling&${name}=${secret}`)).status));
    }
    for (const headers of [{ 'X-Access-Token': secret }, { 'Proxy-Authorization': `Bearer ${secret}` }, { 'X-Forwarded-User': 'admin' }, { 'X-Remote-User': 'admin' }, { 'X-Mcp-Caller': 'user:local admin' }, { 'X-Forwarded-For': '127.0.0.1' }, { 'X-Mcp-Node': 'e30.9.x.y.z' }, { Authorization: `Bearer  ` }, { Authorization: `Basic ${Buffer.from('admin').toString('base64')}` }, { Authorization: `Digest username="admin"` }] as Record<string, string>[]) {
      attack('proof', JSON.stringify(headers).replace(secret, '…'), [401, 403].includes((await ask('GET', '/api/servers', headers)).status));
    }
    const { id } = JSON.parse((await ask('POST', '/api/servers', admin, { name: 'not to be deleted', openapiData: EMPTY })).text) as { id: string };
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) await ask('GET', `/api/servers/${id}?_method=DELETE`, { ...admin, [name]: 'DELETE' });
    attack('proof', 'another method by a header', (await ask('GET', `/api/servers/${id}`, admin)).status === 200);
    await ask('DELETE', `/api/servers/${id}`, { ...admin, 'X-Forwarded-For': '6.6.6.6', 'X-Real-IP': '6.6.6.6', Forwarded: 'for=6.6.6.6' });
    // Written behind the answer.
    let entries = '';
    await until(async () => (entries = (await ask('GET', '/api/audit?limit=50', admin)).text).includes(id));
    attack('proof', 'an address that nobody vouches for, in the audit', !entries.includes('6.6.6.6'));
    control('proof', 'the same with the proof where it belongs', (await ask('GET', '/api/servers', admin)).status === 200);
  });

  it('of several cookies none can take the place of another, and no session is one that was there before its login', async () => {
    const { ask, attack, control } = world();
    const login = async (headers: Record<string, string>) => {
      const answer = await ask('POST', '/api/auth/login', headers, { name: 'the-operator', password: 'a password of the operator' });
      return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    };
    const cookie = await login({});
    const [name = '', secret = ''] = cookie.split('=');
    const fixed = await login({ Cookie: `${name}=chosen-by-somebody-else` });
    attack('sessions', 'a session that was chosen before the login', !fixed.includes('chosen-by') && (await ask('GET', '/api/servers', { Cookie: `${name}=chosen-by-somebody-else` })).status === 401);
    attack('sessions', 'the session of before for whoever signs in again', (await login({ Cookie: cookie })) !== cookie);
    for (const said of [`${name}=x; ${cookie}`, `${name}=; ${cookie}`, `${name}; ${cookie.replace('=', '%3D')}`, `x=${cookie}`, `"${cookie}"`, `${name.toUpperCase()}=${secret}`, `${name}=${secret.slice(0, -1)}`, `${name}="${secret}"`, `__Host-${cookie}`, `${name}[]=${secret}`]) {
      attack('sessions', said.replace(secret, '…'), (await ask('GET', '/api/servers', { Cookie: said })).status === 401);
    }
    control('sessions', 'a cookie among others', (await ask('GET', '/api/servers', { Cookie: `other=1; ${cookie}; ${name}=x` })).status === 200);
  });

  it('what can be read in two ways is not read at all', async () => {
    const { admin, attack, control } = world();
    const hidden = `${head('GET', '/api/servers', { Authorization: admin['Authorization'] ?? '', Connection: 'close' })}\r\n`;
    for (const path of [`/mcp/${MARK}`, '/api/auth/login', '/socket.io/?EIO=4&transport=polling']) {
      const tries = TWO_READINGS.map(async ([name, rest]) => {
        const said = await hear(`${head('POST', path, { 'Content-Type': 'application/json' })}${rest}${hidden}`, (text) => text.includes(MARK));
        attack('smuggling', `${name} at ${path} → ${statuses(said).join(' ')}`, !said.includes(MARK) && statuses(said).every((status) => status >= 400));
      });
      await Promise.all(tries);
    }
    for (const text of ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'GET /api/servers\r\n\r\n', 'GET /api/servers HTTP/9.9\r\nHost: x\r\n\r\n', 'GET /api/servers HTTP/1.1\r\n\r\n', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n', `${head('GET', '/api/servers', { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' })}\r\n`, `${head('GET', '/api/servers', { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13' })}\r\n`]) {
      const said = await hear(text);
      attack('smuggling', `${JSON.stringify(text.slice(0, 60))} → ${said.slice(0, 40)}`, statuses(said).every((status) => status >= 400));
    }
    // Each of a row on one connection is judged by itself.
    const row = await hear(`${head('GET', '/api/servers', { Authorization: admin['Authorization'] ?? '' })}\r\n${head('GET', '/api/servers')}\r\n${head('GET', `/mcp/${MARK}`)}\r\n${head('GET', '/api/auth/me', { Connection: 'close' })}\r\n`);
    control('smuggling', 'the first of a row, with proof', statuses(row)[0] === 200);
    for (const [index, status] of statuses(row).slice(1).entries()) attack('smuggling', `number ${index + 2} of the row → ${status}`, status === 401);
    expect(statuses(row)).toHaveLength(4);
  });

  it('a head with more headers than may be is refused, so that none of them is left out', async () => {
    const { attack, control, admin } = world();
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-Many-${index}`, '1']));
    for (const path of ['/api/servers', '/health/live', `/mcp/${MARK}`, '/socket.io/?EIO=4&transport=polling', '/']) {
      const said = await hear(`${head('GET', path, { ...many(110), ...admin, 'X-Forwarded-For': '6.6.6.6', Connection: 'close' })}\r\n`);
      attack('crowded heads', `${path} → ${statuses(said).join(' ')}`, statuses(said)[0] === 431);
    }
    const socket = await hear(`${head('GET', '/socket.io/?EIO=4&transport=websocket', { ...many(110), ...admin, Upgrade: 'websocket', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13', Connection: 'Upgrade' })}\r\n`);
    attack('crowded heads', `a WebSocket → ${statuses(socket).join(' ')}`, statuses(socket)[0] === 431);
    control('crowded heads', 'fewer', statuses(await hear(`${head('GET', '/api/servers', { ...many(90), ...admin, Connection: 'close' })}\r\n`))[0] === 200);
  });

  it('who asks for another protocol and breaks off ends nobody, at whatever moment', async () => {
    const { api, attack } = world();
    const { hostname, port } = new URL(api.url);
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13', Authorization: `Bearer mcpsw_${'0'.repeat(38)}` };
    for (const path of ['/', '/nowhere', `/mcp/${MARK}`, '/mcp/nobody', '/socket.io/?EIO=4&transport=websocket', '/socket.io/?EIO=4&transport=websocket&sid=x']) {
      for (const afterMs of [0, 1, 5, 25]) {
        const socket = connect(Number(port), hostname).on('error', () => {});
        await once(socket, 'connect');
        socket.write(`${head('GET', path, upgrade)}\r\nbytes that nobody reads`);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        socket.resetAndDestroy();
        attack('broken off', `${path} after ${afterMs} ms`, (await stillAnswers()) && api.process.exitCode === null);
      }
    }
  });

  it('no connection of a browser goes on for a foreign page, not even with its id', async () => {
    const { ask, admin, attack, control } = world();
    const open = await ask('GET', '/socket.io/?EIO=4&transport=polling', admin);
    const { sid } = JSON.parse(open.text.slice(1)) as { sid: string };
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    for (const origin of ['https://evil.test', 'null', 'http://127.0.0.1.evil.test']) {
      for (const method of ['GET', 'POST']) attack('foreign pages', `${method} of ${origin} with the id of a connection`, (await ask(method, path, { ...admin, Origin: origin }, method === 'POST' ? '40' : undefined)).status === 400);
    }
    for (const old of ['/socket.io/?EIO=3&transport=polling', '/socket.io/?EIO=4&transport=polling&sid=__proto__', '/socket.io/?EIO=4&transport=constructor', '/socket.io/?EIO=4&transport=websocket']) attack('foreign pages', old, (await ask('GET', old, admin)).status === 400);
    control('foreign pages', 'the same by its own page', (await ask('POST', path, admin, '40')).status === 200);
    // Names that mean something to Socket.IO itself, and what no message is; none of them may end the API.
    for (const packet of ['42["connect"]', '42["disconnect"]', '42["error",{}]', '42["newListener"]', '42["__proto__",{}]', '42["constructor",{}]', '421["hasOwnProperty"]', '42{}', '42[]', '42[null]', '42[{"a":1}]', `42["getAllMCPConnectionStats",${'['.repeat(20_000)}${']'.repeat(20_000)}]`, '451-["x",{"_placeholder":true,"num":7}]', '4999999999-["x"]', '40/monitoring,{', '40/__proto__,', '9', `4${'2'.repeat(60_000)}`]) {
      const made = JSON.parse((await ask('GET', '/socket.io/?EIO=4&transport=polling', admin)).text.slice(1)) as { sid: string };
      const own = `/socket.io/?EIO=4&transport=polling&sid=${made.sid}`;
      await ask('POST', own, admin, '40');
      const { status } = await ask('POST', own, admin, packet);
      attack('socket messages', `${packet.slice(0, 50)} → ${status}`, status < 500 && (await stillAnswers()));
    }
  });

  it('what unpacks to far more than it is, is refused in every coding, at the gateway too', async () => {
    const { api, admin, attack, control } = world();
    const zeros = Buffer.alloc(UNPACKED_BYTES);
    const packed: [string, Buffer][] = [['gzip', gzipSync(zeros, { level: 1 })], ['deflate', deflateSync(zeros, { level: 1 })], ['br', brotliCompressSync(zeros, { params: { 1: 1 } })]];
    const [, gzipped] = packed[0] as [string, Buffer];
    packed.push(['gzip, gzip', gzipSync(gzipped)], ['x-gzip', gzipped], ['zstd', gzipped]);
    const send = async (path: string, body: Buffer, coding: string) => {
      const response = await fetch(api.url + path, { method: 'POST', headers: { ...admin, Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json', 'Content-Encoding': coding }, body });
      const text = await response.text();
      return { status: response.status, text };
    };
    for (const path of ['/api/documents/preview', `/mcp/${MARK}`, '/mcp/group/bounds']) {
      for (const [coding, body] of packed) {
        const { status } = await send(path, body, coding);
        attack('bombs', `${coding} to ${path} → ${status}`, status >= 400 && status < 500 && (await stillAnswers()));
      }
    }
    const message = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } } }));
    control('bombs', 'a message as it is', (await send(`/mcp/${MARK}`, message, 'identity')).status === 200);
  });

  it('no body reaches a prototype, over any route', async () => {
    const { ask, admin, attack, control } = world();
    const { paths } = JSON.parse((await ask('GET', '/api/openapi.json', admin)).text) as { paths: Record<string, object> };
    const bodies = ['{"__proto__":{"role":"admin","polluted":"yes"},"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"polluted":"yes"}},"prototype":{"polluted":"yes"}}', '{"name":"a","name":{"__proto__":{"polluted":"yes"}},"tools":{"__proto__":{"enabled":false}},"headers":{"__proto__":"x","constructor":"y"}}'];
    let routes = 0;
    for (const [path, operations] of Object.entries(paths)) {
      const url = path.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
      for (const method of ['post', 'put', 'patch'].filter((name) => name in operations)) {
        if (url === '/api/auth/logout') continue;
        routes += 1;
        for (const body of bodies) {
          const { status, text } = await ask(method.toUpperCase(), url, admin, body);
          attack('prototype pollution', `${method} ${url} ${body.slice(0, 40)} → ${status} ${text.slice(0, 200)}`, status < 500 && !text.includes('"polluted":"yes"'));
        }
      }
    }
    expect(routes).toBeGreaterThan(25);
    attack('prototype pollution', 'a role for nobody', (await ask('GET', '/api/servers')).status === 401);
    const me = await ask('GET', '/api/auth/me', admin);
    attack('prototype pollution', 'a field of every object', !me.text.includes('polluted'));
    control('prototype pollution', 'the API goes on', me.status === 200);
  });
}

const EMPTY = '{"openapi":"3.0.3","info":{"title":"Wire","version":"1"},"servers":[{"url":"http://api.example.com"}],"paths":{"/x":{"get":{"operationId":"readX","responses":{"200":{"description":"Fine."}}}}}}';

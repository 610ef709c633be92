import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { io } from 'socket.io-client';
import type { ServerBody } from './support/bodies.js';
import { repository } from './support/markdown.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { until } from './support/until.js';

const password = 'a password that is long enough';
const Authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;

/** Our file as it is in the repository, but for the addresses and, on loopback, without TLS. */
function proxyFile(name: string, replacements: [string | RegExp, string][]): string {
  let text = readFileSync(join(repository, 'deploy/proxy', name), 'utf8');
  for (const [from, to] of replacements) {
    const replaced = text.replace(from, to);
    if (replaced === text) throw new Error(`${name} has no ${String(from)}.`);
    text = replaced;
  }
  return text;
}

const proxies = {
  nginx: (folder: string, port: number, api: string): string[] => {
    const ours = proxyFile('nginx.conf', [['127.0.0.1:3000', api], ['443 ssl', `127.0.0.1:${port}`], [/ *ssl_certificate .*\n *ssl_certificate_key .*\n/, '']]);
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, `user root;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${ours}\n}\n`);
    return ['-p', folder, '-e', 'stderr', '-c', file, '-g', 'daemon off;'];
  },
  caddy: (folder: string, port: number, api: string): string[] => {
    const ours = proxyFile('Caddyfile', [['127.0.0.1:3000', api], ['mcp.example.com', `http://127.0.0.1:${port}`]]);
    const file = join(folder, 'Caddyfile');
    writeFileSync(file, `{\n\tadmin off\n}\n${ours}`);
    return ['run', '--adapter', 'caddyfile', '--config', file];
  },
};

/** Where neither is installed nothing can be tried. */
const installed = (Object.keys(proxies) as (keyof typeof proxies)[]).filter((name) => {
  try {
    execFileSync(name, [name === 'nginx' ? '-v' : 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

let api: RunningApi;
let folder: string;
let url: string;
let proxy: ChildProcess | undefined;
let server: ServerBody;

async function freePort(): Promise<number> {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  listening.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

(installed.length === 0 ? describe.skip : describe)('Behind a proxy', () => {
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-proxy-'));
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    api = await startApi({ env: { ADMIN_PASSWORD: password, PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1', SAMPLE_SERVER: 'true' } });
    await until(async () => {
      const { servers } = (await (await fetch(`${api.url}/api/servers`, { headers: { Authorization } })).json()) as { servers: ServerBody[] };
      const found = servers.find(({ name }) => name === 'tea-house');
      if (found !== undefined) server = found;
      return found?.process.state === 'running';
    });
  });

  afterEach(async () => {
    if (proxy === undefined) return;
    const closed = proxy.exitCode === null ? once(proxy, 'close') : undefined;
    proxy.kill('SIGTERM');
    await closed;
    proxy = undefined;
  });

  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(installed)('%s lets calls, news, sockets and uploads through', async (name) => {
    proxy = spawn(name, proxies[name](folder, port, new URL(api.url).host), { env: { ...process.env, HOME: folder }, stdio: 'ignore' });
    await until(async () => {
      if (proxy?.exitCode !== null) throw new Error(`${name} does not take the file of deploy/proxy.`);
      return (await fetch(`${url}/health/live`).catch(() => undefined))?.ok === true;
    });
    const ask = (path: string, type = 'application/json', init: RequestInit = {}) => fetch(url + path, { ...init, headers: { Authorization, Origin: url, 'Content-Type': type } });
    const setTool = (enabled: boolean) => ask(`/api/servers/${server.id}/tools/getTea`, 'application/json', { method: 'PATCH', body: JSON.stringify({ enabled }) });

    const client = new Client({ name: `behind-${name}`, version: '1' });
    const news: number[] = [];
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void news.push(Date.now()));
    const headers = { Authorization, 'X-Forwarded-For': '203.0.113.9' };
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp/tea-house`), { requestInit: { headers } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    expect(JSON.stringify(await client.callTool({ name: 'listTeas', arguments: {} }))).toContain('Longjing');

    // What a client says of its address is not believed, and what the proxy says is.
    const { connections } = (await (await ask('/api/mcp/connections')).json()) as { connections: { clientIP: string; sessionId: string }[] };
    expect(connections.find(({ sessionId }) => sessionId === transport.sessionId)?.clientIP).toBe('127.0.0.1');

    const socket = io(url, { transports: ['websocket'], reconnection: false, extraHeaders: { Authorization, Origin: url } });
    const heard = new Promise((resolve) => socket.once('mcp:connection:event', resolve));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });

    // Held back in a buffer, the news would not come before the stream ends, and this would never be over.
    expect((await setTool(false)).status).toBe(200);
    await until(() => news.length > 0);
    await setTool(true);

    await transport.terminateSession();
    await client.close();
    expect(await heard).toMatchObject({ serverId: server.id });
    socket.disconnect();

    // Two megabytes, more than proxies take unless told otherwise.
    const upload = await ask('/api/documents/upload?name=large', 'application/octet-stream', { method: 'POST', body: `{${' '.repeat(2 * 1024 * 1024)}` });
    expect([upload.status, ((await upload.json()) as { code: string }).code]).toEqual([422, expect.any(String)]);
  });
});

import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../support/find-chromium.js';
import { type RunningApi, startApi } from '../support/start-api.js';
import type { ServerBody } from '../support/bodies.js';
import type { World } from './world.js';

const executablePath = findChromium();
// What a browser says of a page, only a browser knows; without one the requests that it would send are tried below all the same.
const inBrowser = executablePath === undefined ? it.skip : it;

/** What their page runs. */
const SCRIPT = fileURLToPath(new URL('in-a-foreign-page.mjs', import.meta.url));

const DOCUMENT = '{"openapi":"3.0.3","info":{"title":"At home","version":"1"},"servers":[{"url":"http://127.0.0.1:9"}],"paths":{"/x":{"get":{"operationId":"readX","responses":{"200":{"description":"Fine."}}}}}}';

/** What browsers say of what a page loads without wanting to read it: no Origin, but where the page is and what becomes of it. */
const EMBEDDED: [site: string, mode: string, dest: string][] = [
  ['cross-site', 'no-cors', 'image'], ['cross-site', 'no-cors', 'script'], ['cross-site', 'no-cors', 'empty'], ['cross-site', 'navigate', 'iframe'], ['cross-site', 'navigate', 'object'], ['same-site', 'no-cors', 'image'], ['same-site', 'navigate', 'frame'],
];
/** Of our own page, of somebody who types the address, and of somebody who follows a link of another site. */
const WELCOME: [site: string, mode: string, dest: string][] = [['same-origin', 'cors', 'empty'], ['same-origin', 'no-cors', 'script'], ['none', 'navigate', 'document'], ['cross-site', 'navigate', 'document']];

/** Pages of others in the browser of somebody for whom everything is open: an API that needs no proof on this machine. */
export function foreignPages(world: () => World): void {
  let api: RunningApi;
  let server: ServerBody;

  beforeAll(async () => {
    api = await startApi();
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'at-home', transport: 'sse', openapiData: DOCUMENT });
    server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
  });
  afterAll(() => api.stop());

  /** As it stands on the wire: fetch would say of itself what it is. */
  async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
    const asked = httpRequest(url, { headers, agent: false }).end();
    const [{ statusCode = 0 }] = (await once(asked, 'response')) as [{ statusCode?: number }];
    asked.destroy();
    return statusCode;
  }

  const connections = async () => (await api.get<{ totalConnections: number }>('/api/mcp/connections')).totalConnections;

  it('nothing is loaded into the page of somebody else, at home too, where nobody has to prove who he is', async () => {
    const { attack, control } = world();
    const paths = ['/', '/api/servers', '/api/backup', '/api/logs?search=a', '/metrics', '/mcp/at-home', '/mcp/group/x', '/socket.io/?EIO=4&transport=polling'];
    const endpoint = new URL(server.process.endpoint as string).href;
    for (const url of [...paths.map((path) => api.url + path), endpoint]) {
      for (const [site, mode, dest] of EMBEDDED) {
        const status = await statusOf(url, { Accept: 'text/event-stream', 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest });
        attack('foreign pages', `${site} ${mode} ${dest} ${new URL(url).pathname} → ${status}`, status === 403 || (status === 400 && url.includes('socket.io')));
      }
    }
    attack('foreign pages', 'a session that a page opened without reading it', (await connections()) === 0);
    for (const path of ['/', '/api/servers', '/metrics', '/socket.io/?EIO=4&transport=polling']) {
      for (const [site, mode, dest] of WELCOME) {
        const status = await statusOf(api.url + path, { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest });
        control('foreign pages', `${site} ${mode} ${dest} ${path} → ${status}`, status === 200);
      }
    }
    control('foreign pages', 'the endpoint, to a client that is no browser', (await statusOf(`${api.url}/mcp/at-home`, { Accept: 'text/event-stream' })) === 200);
  });

  inBrowser('a page in a real browser does, loads and reads nothing, under whatever name', async () => {
    const { attack, control } = world();
    const page = '<!doctype html><link rel=icon href="data:,"><title>theirs</title><a href="API/">a link</a>'.replace('API', api.url);
    const foreign = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(page)).listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    const { port } = foreign.address() as AddressInfo;
    const before = await connections();
    // evil.test is a name that was rebound to this machine.
    const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--host-resolver-rules=MAP evil.test 127.0.0.1'] });
    try {
      // Another site, another port of the same, and a name that means this machine.
      for (const origin of [`http://localhost:${port}`, `http://127.0.0.1:${port}`, `http://evil.test:${port}`]) await attackFrom(browser, origin);
      const rebound = await browser.newPage();
      const home = `http://evil.test:${new URL(api.url).port}`;
      const answer = await rebound.goto(`${home}/`);
      attack('foreign pages', `a rebound name → ${answer?.status()}`, answer?.status() === 403);
      await rebound.close();
      const visitor = await browser.newPage();
      await visitor.goto(`http://localhost:${port}/`);
      await visitor.click('a');
      await visitor.locator('[data-testid=live][data-live=true]').waitFor();
      control('foreign pages', 'somebody who follows a link', visitor.url().startsWith(api.url));
    } finally {
      await browser.close();
      foreign.closeAllConnections();
      foreign.close();
    }
    expect((await api.get<{ servers: ServerBody[] }>('/api/servers')).servers).toMatchObject([{ id: server.id, process: { state: 'running', pid: server.process.pid } }]);
    attack('foreign pages', 'a session that a page opened', (await connections()) === before);

    async function attackFrom(from: Browser, origin: string): Promise<void> {
      const theirs = await from.newPage();
      // Answers that the browser keeps from the page, too.
      const wire = await theirs.context().newCDPSession(theirs);
      const urls = new Map<string, string>();
      const heard: { requestId: string; statusCode: number }[] = [];
      wire.on('Network.requestWillBeSent', ({ requestId, request: { method, url } }) => void urls.set(requestId, `${method} ${url}`));
      wire.on('Network.responseReceivedExtraInfo', (answer) => void heard.push(answer));
      await wire.send('Network.enable');
      await theirs.goto(origin);
      await theirs.addScriptTag({ path: SCRIPT });
      const outcomes = await theirs.evaluate<{ way: string; got: string }[]>(`tryAll(${JSON.stringify({ api: api.url, id: server.id })})`);
      const answers = heard.map(({ requestId, statusCode: status }) => ({ url: urls.get(requestId) ?? 'unknown', status })).filter(({ url }) => !url.includes(origin));
      control('foreign pages', `${origin} tried ${outcomes.length} ways, ${answers.length} of which came to an answer`, outcomes.length >= 14 && answers.length >= 10);
      for (const { way, got } of outcomes) attack('foreign pages', `${origin}: ${way} → ${got}`, got === 'nothing');
      for (const { url, status } of answers) attack('foreign pages', `${origin}: ${url} → ${status}`, status === 403 || (status === 400 && url.includes('socket.io')));
      await theirs.close();
    }
  });
}

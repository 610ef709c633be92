import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { findChromium } from '../support/find-chromium.js';
import { OpenedClients } from '../support/opened-clients.js';
import { startApi } from '../support/start-api.js';
import type { World } from './world.js';

const executablePath = findChromium();
// Without a browser there is nothing that could run the script; the report says that it was skipped.
const inBrowser = executablePath === undefined ? it.skip : it;

const PROGRAM = fileURLToPath(new URL('../support/foreign-server.mjs', import.meta.url));

const EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script><svg onload="window.pwned=3">';

/** What a document or a process says, as people see it in the dashboard. */
export function storedHtml(world: () => World): void {
  inBrowser('a document cannot put a script into the dashboard', async () => {
    const { attack, control } = world();
    const api = await startApi({ env: { ALLOW_COMMAND_SERVERS: 'true' } });
    const opened = new OpenedClients();
    const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
    try {
      const document = {
        openapi: '3.0.3',
        info: { title: EVIL, version: EVIL, description: EVIL },
        servers: [{ url: 'http://127.0.0.1:9', description: EVIL }],
        tags: [{ name: EVIL, description: EVIL }],
        paths: { '/x': { get: { operationId: EVIL, summary: EVIL, description: EVIL, tags: [EVIL], parameters: [{ name: EVIL, in: 'query', description: EVIL, schema: { type: 'string', enum: [EVIL] } }], responses: { 200: { description: EVIL } } } } },
      };
      const { body } = await api.send<{ id: string }>('POST', '/api/servers', { name: EVIL.slice(0, 90), description: EVIL, openapiData: JSON.stringify(document) });
      await api.send('POST', `/api/servers/${body.id}/start?wait=true`);
      await opened.session(`${api.url}/mcp/${body.id}`, EVIL);
      const program = await api.send<{ id: string }>('POST', '/api/servers', { name: 'program', command: { program: process.execPath, args: [PROGRAM, '--says', EVIL] } });
      await api.send('POST', `/api/servers/${program.body.id}/start?wait=true`);
      const careless = await browser.newPage();
      await careless.setContent(EVIL);
      await careless.waitForFunction('window.pwned !== undefined');
      control('stored html', 'a page without care runs it', (await careless.locator('img[src=x], svg[onload]').count()) > 0);
      await careless.close();
      const page = await browser.newPage();
      const ofServer = ['', '/tools', '/connections', '/playground', '/document'].map((tab) => `/servers/${body.id}${tab}`);
      // Names of servers and documents, of clients, of tools of somebody's program, and its log.
      for (const path of ['/', ...ofServer, '/connections', '/documents', '/audit', `/servers/${program.body.id}/tools`, `/servers/${program.body.id}/logs`, '/logs']) {
        await page.goto(api.url + path);
        const asText = page.getByText('<img src=x').first();
        await asText.waitFor({ state: 'attached' });
        control('stored html', `${path} shows it as text`, (await asText.count()) > 0);
        attack('stored html', path, (await page.evaluate('window.pwned')) === undefined && (await page.locator('img[src=x], svg[onload]').count()) === 0);
      }
      const home = await fetch(api.url);
      // An answer that is not read to its end would keep its connection, and with it whoever runs the tests.
      await home.arrayBuffer();
      const policy = home.headers.get('content-security-policy') ?? '';
      attack('stored html', policy, policy.includes("script-src 'self'") && !policy.includes('unsafe'));
    } finally {
      await opened.closeAll();
      await browser.close();
      await api.stop();
    }
  });
}

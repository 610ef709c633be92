import { it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { findChromium } from '../support/find-chromium.js';
import { startApi } from '../support/start-api.js';
import type { World } from './world.js';

const executablePath = findChromium();
// Without a browser there is nothing that could run the script; the report says that it was skipped.
const inBrowser = executablePath === undefined ? it.skip : it;

const EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script><svg onload="window.pwned=3">';

/** What a document or a process says, as people see it in the dashboard. */
export function storedHtml(world: () => World): void {
  inBrowser('a document cannot put a script into the dashboard', async () => {
    const { attack, control } = world();
    const api = await startApi();
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
      const careless = await browser.newPage();
      await careless.setContent(EVIL);
      await careless.waitForFunction('window.pwned !== undefined');
      control('stored html', 'a page without care runs it', (await careless.locator('img[src=x], svg[onload]').count()) > 0);
      await careless.close();
      const page = await browser.newPage();
      let shown = 0;
      for (const path of ['/', `/servers/${body.id}`, `/servers/${body.id}/tools`, `/servers/${body.id}/logs`, '/connections', '/documents', '/logs']) {
        await page.goto(api.url + path);
        await page.locator('main, [role=main], #root > *').first().waitFor();
        await page.waitForLoadState('networkidle');
        if ((await page.locator('body').innerText()).includes('<img src=x')) shown += 1;
        attack('stored html', path, (await page.evaluate('window.pwned')) === undefined && (await page.locator('img[src=x], svg[onload]').count()) === 0);
      }
      control('stored html', `${shown} pages show it as text`, shown >= 3);
      const policy = (await fetch(api.url)).headers.get('content-security-policy') ?? '';
      attack('stored html', policy, policy.includes("script-src 'self'") && !policy.includes('unsafe'));
    } finally {
      await browser.close();
      await api.stop();
    }
  });
}

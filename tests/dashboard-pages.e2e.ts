import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ServerBody } from './support/bodies.js';
import { faultsOf, type OpenedProduct, openProduct } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import type { RunningApi } from './support/start-api.js';
import type { Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;

inBrowser('Each page of the dashboard', () => {
  let api: RunningApi;
  let upstream: Upstream;
  let opened: OpenedProduct;
  let part: OpenedProduct['part'];
  let go: OpenedProduct['go'];
  let page: Page;
  let server: ServerBody;
  let asleep: string | undefined;

  beforeAll(async () => {
    opened = await openProduct({ env: { MCP_CALL_RECORDS: 'true' } });
    ({ api, upstream, page, part, go } = opened);
  });

  afterAll(() => opened.close());

  describe('is empty at first, and says what it is for:', () => {
    it.each([
      ['/', 'No servers yet'],
      ['/connections', 'Nobody is connected'],
      ['/processes', 'No servers yet'],
      ['/logs', 'Nothing has been said yet'],
      ['/alerts', 'Nothing is wrong'],
      ['/groups', 'No groups yet'],
      ['/documents', 'No documents yet'],
      ['/access', 'No users yet'],
      ['/audit', 'Nothing has been changed'],
      ['/servers', 'No servers yet'],
    ])('%s: %s', async (path, words) => {
      await go(path);
      await page.getByText(words).waitFor();
    });
  });

  describe('is full once there is something:', () => {
    beforeAll(async () => {
      const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'books', openapiUrl: upstream.documentUrl });
      server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
      await api.send('POST', '/api/groups', { name: 'assistant', members: [{ serverId: server.id }] });
      const { client } = await connectSession(server.process.endpoint as string, 'claude-desktop');
      await client.callTool({ name: 'listBooks', arguments: {} });
    });

    const tabs = ['', '/tools', '/playground', '/connections', '/calls', '/logs', '/metrics', '/configuration', '/document'].map((tab) => `/servers/:id${tab}`);
    const pages = ['/', '/servers', '/connections', '/processes', '/logs', '/alerts', '/groups', '/documents', '/documents/:document', '/cli', '/rest', '/access', '/audit', '/nodes', '/system', ...tabs, '/no-such-page'];
    /** What each page loads: held, it shows that it loads; refused, what went wrong and a button. Those with nothing to load are not here. */
    const sources: [string, RegExp][] = [
      ['/', /\/api\/servers$/],
      ['/servers', /\/api\/servers$/],
      ['/connections', /\/api\/mcp\/connections\?/],
      ['/processes', /\/api\/servers$/],
      ['/logs', /\/api\/logs\?/],
      ['/alerts', /\/api\/alerts\?/],
      ['/groups', /\/api\/groups$/],
      ['/documents', /\/api\/documents$/],
      ['/documents/:document', /\/api\/documents\/[^/]+$/],
      ['/rest', /\/api\/openapi\.json$/],
      ['/access', /\/api\/users$/],
      ['/audit', /\/api\/audit\?/],
      ['/nodes', /\/api\/nodes$/],
      ['/system', /\/api\/system(\/ipc)?$/],
      ['/servers/:id', /\/api\/servers$/],
      ['/servers/:id/tools', /\/api\/servers\/[^/]+\/tools$/],
      ['/servers/:id/playground', /\/api\/servers\/[^/]+\/tools$/],
      ['/servers/:id/connections', /\/api\/mcp\/connections\?/],
      ['/servers/:id/calls', /\/calls(\/list)?\?/],
      ['/servers/:id/logs', /\/logs\?/],
      ['/servers/:id/metrics', /\/api\/\w+\/[^/]+\/metrics$/],
      ['/servers/:id/configuration', /\/api\/servers$/],
      ['/servers/:id/document', /\/api\/documents\/[^/]+\/versions$/],
    ];
    const addressOf = (path: string) => path.replace(':id', server.id).replace(':document', server.documentId);
    /** Opens a page, and waits until it is loaded. */
    const open = async (path: string) => {
      await go(addressOf(path));
      await page.locator('h1').waitFor();
      await page.locator('[data-testid=loading]').first().waitFor({ state: 'detached' });
    };

    it.each(pages)('%s in both languages and themes without faults for a screen reader, and as wide as a phone, a tablet and a desk without scrolling sideways', async (path) => {
      await open(path);
      for (const theme of ['light', 'dark']) {
        await part('theme').click();
        await part(`theme-${theme}`).click();
        await page.locator(`html[data-theme=${theme}]`).waitFor();
        expect(await faultsOf(page)).toEqual([]);
      }
      const english = await page.locator('main').textContent();
      for (const [language, tag] of [['zh', 'zh-CN'], ['en', 'en']] as const) {
        await part('language').click();
        await part(`language-${language}`).click();
        await page.locator(`html[lang=${tag}]`).waitFor();
        if (language === 'zh') expect(await page.locator('main').textContent()).not.toBe(english);
        for (const width of [390, 768, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          expect([language, width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([language, width, width]);
        }
      }
    });

    it.each(sources)('%s while it loads, when the API fails, and when it is back', async (path, source) => {
      let answer: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route(source, async (route) => {
        await held;
        await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"The database is away.","code":"DATABASE_AWAY"}' });
      });
      await go(addressOf(path));
      await page.locator('main [data-testid=loading]').first().waitFor();
      answer?.();
      const broken = page.getByRole('alert').filter({ hasText: /The database is away|HTTP 503/ });
      await broken.first().waitFor();
      await page.unrouteAll();
      while ((await broken.count()) > 0) {
        const left = await broken.count();
        await broken.first().getByRole('button', { name: 'Try again' }).click();
        await until(async () => (await broken.count()) < left);
      }
      expect(await page.locator('main').textContent()).not.toMatch(/The database is away|HTTP 503/);
    });

    it.each([
      ['/tools', 'This server has no tools'],
      ['/playground', 'The server does not run'],
      ['/connections', 'Nobody is connected'],
      ['/calls', 'No call yet'],
      ['/logs', 'Nothing has been said yet'],
      ['/metrics', 'Nothing is measured yet'],
    ])('%s of a server that has done nothing: %s', async (tab, words) => {
      asleep ??= (await api.send<{ id: string }>('POST', '/api/servers', { name: 'asleep', openapiData: { openapi: '3.1.0', info: { title: 'Nothing', version: '1' }, paths: {} } })).body.id;
      await go(`/servers/${asleep}${tab}`);
      await page.getByText(words).waitFor();
    });

    it('in the theme of the last time, before its own code has come', async () => {
      const other = await opened.browser.newContext({ colorScheme: 'light' });
      const fresh = await other.newPage();
      await fresh.addInitScript('localStorage.setItem("theme", "dark")');
      await fresh.route('**/assets/*.js', (route) => route.abort());
      await fresh.goto(`${api.url}/servers`, { waitUntil: 'commit' });
      await fresh.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
      await other.close();
    });
  });

  it('did all that without a complaint of the browser', () => {
    // The refusals are our own.
    expect(opened.complaints.filter((text) => !text.includes('503'))).toEqual([]);
  });
});

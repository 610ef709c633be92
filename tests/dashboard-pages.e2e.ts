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
  let turn: OpenedProduct['turn'];
  let page: Page;
  let server: ServerBody;
  let asleep: string | undefined;

  beforeAll(async () => {
    opened = await openProduct({ env: { MCP_CALL_RECORDS: 'true' } });
    ({ api, upstream, page, part, go, turn } = opened);
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
      await turn(path);
      await page.locator('main').getByText(words).waitFor();
    });
  });

  describe('is full once there is something:', () => {
    beforeAll(async () => {
      const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'books', openapiUrl: upstream.documentUrl });
      server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
      await api.send('POST', '/api/groups', { name: 'assistant', members: [{ serverId: server.id }] });
      const { client } = await connectSession(server.process.endpoint as string, 'claude-desktop');
      await client.callTool({ name: 'listBooks', arguments: {} });
      await go('/');
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
    const attribute = async (name: 'data-theme' | 'lang') => await page.locator('html').getAttribute(name);
    /** The other theme, or the other language. */
    const change = async (what: 'theme' | 'language', to: string, shown: string) => {
      await part(what).click();
      await part(`${what}-${to}`).click();
      await page.locator(`html[${shown}]`).waitFor();
    };
    const isChinese = async () => /\p{Script=Han}/u.test((await page.locator('main').textContent()) ?? '');
    const isAsWideAs = async (width: number) => {
      await page.setViewportSize({ width, height: 900 });
      // What follows the width of the window does so a moment later.
      await until(async () => (await page.evaluate('document.documentElement.scrollWidth')) === width);
    };

    describe('in each language and theme:', () => {
      afterAll(() => change('language', 'en', 'lang=en'));

      // Each page finds the theme and the language as the page before left them, and leaves the others.
      it.each(pages)('%s in both languages and themes without faults for a screen reader, and as wide as a phone, a tablet and a desk without scrolling sideways', async (path) => {
        await turn(addressOf(path));
        await page.locator('h1').waitFor();
        await page.locator('[data-testid=loading]').first().waitFor({ state: 'detached' });
        expect(await faultsOf(page)).toEqual([]);
        const theme = (await attribute('data-theme')) === 'dark' ? 'light' : 'dark';
        await change('theme', theme, `data-theme=${theme}`);
        // A theme is colours and nothing else.
        expect(await faultsOf(page, ['color-contrast'])).toEqual([]);
        const isEnglish = (await attribute('lang')) === 'en';
        await until(async () => (await isChinese()) !== isEnglish);
        for (const width of [768, 390]) await isAsWideAs(width);
        await change('language', isEnglish ? 'zh' : 'en', `lang=${isEnglish ? 'zh-CN' : 'en'}`);
        await until(async () => (await isChinese()) === isEnglish);
        for (const width of [390, 768, 1440]) await isAsWideAs(width);
      });
    });

    it('/ tells how long calls took and what the servers hold', async () => {
      await turn('/');
      await part('total-p95').filter({ hasText: /^[\d.]+ m?s$/ }).waitFor();
      await part('total-memory').filter({ hasText: /^[\d.]+ [MG]B$/ }).waitFor();
      await part('total-errors').filter({ hasText: /^0%$/ }).waitFor();
    });

    it.each(sources)('%s while it loads, when the API fails, and when it is back', async (path, source) => {
      let answer: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route(source, async (route) => {
        await held;
        await route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"The disk is full.","code":"DISK_FULL"}' });
      });
      await go(addressOf(path));
      await page.locator('main [data-testid=loading]').first().waitFor();
      answer?.();
      const broken = page.getByRole('alert').filter({ hasText: /The disk is full|HTTP 500/ });
      await broken.first().waitFor();
      await page.unrouteAll({ behavior: 'wait' });
      // Some of what failed is asked for again by itself, and gone before it can be clicked.
      for (let patienceMs = 1_000; (await broken.count()) > 0; patienceMs *= 2) {
        await page.evaluate(`for (const button of document.querySelectorAll('[role=alert] button')) if (button.textContent === 'Try again') button.click()`);
        await broken.first().waitFor({ state: 'detached', timeout: patienceMs }).catch(() => undefined);
      }
      expect(await page.locator('main').textContent()).not.toMatch(/The disk is full|HTTP 500/);
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
      await turn(`/servers/${asleep}${tab}`);
      await page.locator('main').getByText(words).waitFor();
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
    expect(opened.complaints.filter((text) => !text.includes('500'))).toEqual([]);
  });
});

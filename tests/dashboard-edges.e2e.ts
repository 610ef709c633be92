import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ServerBody } from './support/bodies.js';
import { type OpenedProduct, openProduct } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import type { RunningApi } from './support/start-api.js';
import { until } from './support/until.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;

inBrowser('The dashboard at its edges', () => {
  let api: RunningApi;
  let opened: OpenedProduct;
  let part: OpenedProduct['part'];
  let turn: OpenedProduct['turn'];
  let page: Page;
  let books: ServerBody;

  beforeAll(async () => {
    opened = await openProduct();
    ({ api, page, part, turn } = opened);
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'books', openapiUrl: opened.upstream.documentUrl });
    books = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
  });

  afterAll(() => opened.close());

  it('says of a file that is gone before it is read that it cannot be read', async () => {
    await turn('/servers');
    await part('add-server').click();
    await page.getByText('File', { exact: true }).click();
    await part('document-file').waitFor({ state: 'attached' });
    const cdp = await page.context().newCDPSession(page);
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'document.querySelector("[data-testid=document-file]")' });
    await cdp.send('DOM.setFileInputFiles', { objectId: result.objectId as string, files: ['/gone/since/books.json'] });
    await part('document-file-problem').getByText('books.json could not be read.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('ends the session of a call whose greeting arrived broken', async () => {
    await turn(`/servers/${books.id}/playground`);
    let session: string | undefined;
    await page.route('**/mcp/*', async (route) => {
      if (route.request().postData()?.includes('"initialize"') !== true) return route.continue();
      const response = await route.fetch();
      session = response.headers()['mcp-session-id'];
      await route.fulfill({ response, body: 'broken' });
    });
    const ended = page.waitForRequest((request) => request.method() === 'DELETE' && request.url().includes('/mcp/'));
    await part('playground-call').click();
    await part('playground-problem').waitFor();
    expect(session).toBeDefined();
    expect((await ended).headers()['mcp-session-id']).toBe(session);
    await page.unrouteAll({ behavior: 'wait' });
    const live = async () => (await api.get<{ connections: { sessionId: string }[] }>('/api/mcp/connections')).connections.map(({ sessionId }) => sessionId);
    await until(async () => !(await live()).includes(session as string));
  });

  it('has the button that ends a connection in sight, without scrolling sideways, at each width and in both languages', async () => {
    const { client } = await connectSession(books.process.endpoint as string, 'a-client-with-a-name-that-is-longer-than-its-column');
    await turn('/connections');
    await part('disconnect').first().waitFor();
    const isInSight = '(() => { const frame = document.querySelector("main [role=region]"); const button = document.querySelector("[data-testid=disconnect]")?.getBoundingClientRect(); return frame.scrollWidth === frame.clientWidth && button !== undefined && button.left >= 0 && button.right <= Math.min(innerWidth, frame.getBoundingClientRect().right); })()';
    for (const language of ['zh', 'en']) {
      await part('language').click();
      await part(`language-${language}`).click();
      await page.locator(`html[lang^=${language}]`).waitFor();
      for (const width of [390, 768, 1024, 1280, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await until(async () => (await page.evaluate(isInSight)) === true);
      }
    }
    await client.close();
  });

  it('opens the menu of the last server above its table, moves no row for it, and closes it when the keyboard leaves', async () => {
    await turn('/servers');
    await part('server-more').last().click();
    await part('server-delete').waitFor();
    const box = await part('server-delete').boundingBox();
    const table = await page.getByRole('region', { name: 'Servers' }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan((table?.y ?? 0) + (table?.height ?? 0));
    expect(await page.evaluate('document.querySelector("main [role=region]").scrollHeight - document.querySelector("main [role=region]").clientHeight')).toBe(0);
    await page.keyboard.press('Tab');
    await part('server-delete').waitFor({ state: 'detached' });
  });

  it('does not move a dialog sideways on a phone when one of many is chosen in it', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await turn('/servers');
    await part('add-server').click();
    await page.getByText('Text', { exact: true }).click();
    await part('document-text').fill(JSON.stringify(opened.upstream.document));
    await part('read-document').click();
    await part('tools-next').click();
    await page.getByText('OAuth client', { exact: true }).click();
    await page.getByLabel('Client secret').waitFor();
    expect(await page.evaluate('[...document.querySelectorAll("dialog, dialog *")].filter((element) => element.scrollLeft !== 0).length')).toBe(0);
  });

  it('did all that without a complaint of the browser', () => expect(opened.complaints).toEqual([]));
});

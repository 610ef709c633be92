import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startCrowdedApi } from '../bench/crowded-api.js';
import { type OpenedDashboard, openDashboard } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { until } from './support/until.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;

/** What was drawn in a table since `watchRows`: rows made or thrown away, and rows in which something but a clock or a countdown changed. */
interface Drawn {
  made: number;
  touched: number;
  inPage: number;
}

const ROW_PX = 44;
const WATCH = `
  window.seen = { made: 0, touched: new Set() };
  new MutationObserver((changes) => {
    for (const { target, addedNodes, removedNodes } of changes) {
      if (target.tagName === 'TBODY') window.seen.made += addedNodes.length + removedNodes.length;
      const element = target instanceof Element ? target : target.parentElement;
      const row = element?.closest('tbody > tr:not([aria-hidden])');
      if (row && element.closest('time, [role=timer]') === null) window.seen.touched.add(row);
    }
  }).observe(document.querySelector('tbody'), { subtree: true, childList: true, characterData: true, attributes: true });
`;
const DRAWN = '({ made: window.seen.made, touched: window.seen.touched.size, inPage: document.querySelectorAll("tbody > tr").length })';

// How fast it is depends on the machine; that it does nothing for what nobody sees does not.
inBrowser('The dashboard with 1,000 servers and 4,000 connections of which 2,000 change each second', () => {
  let api: Awaited<ReturnType<typeof startCrowdedApi>>;
  let opened: OpenedDashboard;
  let page: Page;
  let told = 0;

  beforeAll(async () => {
    api = await startCrowdedApi({ servers: 1_000, connections: 4_000, lines: 5_000 });
    opened = await openDashboard('about:blank');
    ({ page } = opened);
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void (told += Number(payload.includes('mcp:connection:stats')))));
  });

  afterAll(async () => {
    await opened.browser.close();
    await api.stop();
  });

  /** A page that has all its data: what comes later than its rows would be taken for a change. */
  const open = async (path: string, row: string) => {
    const loaded = page.waitForResponse((response) => response.url().includes('/api/mcp/connections?') && response.url().includes('cursor=3000'));
    await page.goto(api.url + path);
    await loaded;
    await page.getByTestId(row).first().waitFor();
    await toldAgain(2);
  };
  const toldAgain = async (times: number) => {
    const from = told;
    await until(() => Promise.resolve(told >= from + times));
  };
  const watchRows = () => page.evaluate(WATCH);
  const drawn = async () => (await page.evaluate(DRAWN)) as Drawn;
  const scrollBy = (px: number) => page.evaluate(`new Promise((resolve) => {
    document.querySelector('[role=region]').scrollTop += ${px};
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  })`);

  it('does not draw the list of servers for connections whose number stays', async () => {
    await open('/servers', 'server');
    await watchRows();
    await toldAgain(6);
    const { made, touched, inPage } = await drawn();
    expect([made, touched]).toEqual([0, 0]);
    expect(inPage).toBeLessThan(50);
  });

  it('draws of the connections those in sight', async () => {
    await open('/connections', 'connection');
    await watchRows();
    // Every connection is told of in 8 frames.
    await until(async () => (await drawn()).touched > 10);
    const { made, inPage } = await drawn();
    expect(made).toBe(0);
    expect(inPage).toBeLessThan(50);
  });

  it('makes no rows while it is scrolled by a few, and few while it is scrolled by many', async () => {
    await open('/servers', 'server');
    await scrollBy(ROW_PX * 100);
    await watchRows();
    for (let row = 0; row < 3; row += 1) await scrollBy(ROW_PX);
    const { made, touched } = await drawn();
    // At most one chunk came and one went, and the rows that stand for those out of sight changed with them.
    expect(made).toBeLessThanOrEqual(20);
    expect(touched).toBe(0);
    await scrollBy(ROW_PX * 400);
    await page.getByRole('link', { name: 'server-0510' }).waitFor();
    expect((await drawn()).inPage).toBeLessThan(50);
    // Were they not as high as those out of sight are reckoned, the page would jump.
    expect(await page.evaluate('[...new Set([...document.querySelectorAll("[data-testid=server]")].map((row) => row.offsetHeight))]')).toEqual([ROW_PX]);
  });

  it('leaves the lines of a log that is paused where they are, and counts those that come', async () => {
    await page.goto(`${api.url}/servers/${api.firstServer}/logs`);
    await page.getByText(/^([5-9]|\d\d+),\d+ lines/).waitFor();
    await page.getByTestId('log-pause').click();
    const read = () => page.getByTestId('log-line').allTextContents();
    const lines = await read();
    expect(lines.length).toBeLessThan(60);
    await page.getByTestId('log-follow').getByText(/\d+ new lines/).waitFor();
    await toldAgain(4);
    expect(await read()).toEqual(lines);
    await page.getByTestId('log-follow').click();
    await until(async () => (await read()).at(-1) !== lines.at(-1));
  });
});

inBrowser('The dashboard with more connections than it lists', () => {
  let api: Awaited<ReturnType<typeof startCrowdedApi>>;
  let opened: OpenedDashboard;

  beforeAll(async () => {
    api = await startCrowdedApi({ servers: 10, connections: 60_000, lines: 1_000 });
    opened = await openDashboard('about:blank');
  });

  afterAll(async () => {
    await opened.browser.close();
    await api.stop();
  });

  it('says how many there are, and that it lists not all of them', async () => {
    await opened.page.goto(`${api.url}/connections`);
    await opened.page.getByTestId('total-live').getByText('60,000 clients are connected').waitFor();
    // Those that are told of as they change join the first twenty thousand.
    await opened.page.getByTestId('unlisted').getByText(/2\d,\d{3} of them are listed here\./).waitFor();
  });
});

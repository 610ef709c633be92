// How smoothly the dashboard scrolls while much is in it and much is told: gaps between the frames that the browser draws, against those of a plain page in the same browser.
import { chromium } from 'playwright-core';
import { startCrowdedApi } from './crowded-api.js';
import { percentile, round } from './median.js';

const ROUNDS = 3;
const SCROLL_MS = 3_000;
const PX_A_FRAME = 60;
const DROPPED_MS = 50;

export async function frames() {
  const api = await startCrowdedApi({ servers: 1_000, connections: 10_000, lines: 100_000 });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const views = [
      ['a plain page of 100,000 px', undefined, undefined],
      ['1,000 servers', '/servers', 'role=region[name="Servers"]'],
      ['10,000 connections, 2,000 changes a second', '/connections', 'role=region[name="Connections"]'],
      ['100,000 log lines, 200 more a second', `/servers/${api.firstServer}/logs`, '[data-testid=log]'],
    ];
    const opened = [];
    for (const [figure, path, frame] of views) opened.push({ figure, gaps: [], ...(await open(browser, api.url, path, frame)) });
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      for (const view of opened) {
        // Only the page in front is drawn.
        await view.page.bringToFront();
        view.gaps.push(...(await scrollGaps(view.page, view.frame)));
      }
    }
    return opened.flatMap(({ figure, gaps }) => [
      { figure: `${figure}: frames a second while scrolling`, value: round(1_000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length)), unit: '1/s' },
      { figure: `${figure}: gap between frames, p95`, value: round(percentile(gaps, 95)), unit: 'ms' },
      { figure: `${figure}: gaps above ${DROPPED_MS} ms`, value: round((gaps.filter((gap) => gap > DROPPED_MS).length / gaps.length) * 100), unit: '%' },
    ]);
  } finally {
    await browser.close();
    await api.stop();
  }
}

async function open(browser, url, path, frame) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  if (path === undefined) {
    await page.setContent('<div id="frame" style="height:800px;overflow:auto"><div style="height:100000px;background:repeating-linear-gradient(#eee 0 20px,#fff 20px 40px)"></div></div>');
    return { page, frame: '#frame' };
  }
  await page.goto(url + path);
  await page.locator(frame).first().waitFor();
  if (path.endsWith('/logs')) {
    await page.getByText(/^100,\d+ lines|^100,000 lines/).waitFor({ timeout: 120_000 });
    await page.getByTestId('log-pause').click();
  }
  return { page, frame };
}

/** Scrolls down a little each frame for three seconds, from the top; the gaps between frames in ms. */
async function scrollGaps(page, frame) {
  return await page
    .locator(frame)
    .first()
    .evaluate(
      (element, { scrollMs, px }) =>
        new Promise((resolve) => {
          const gaps = [];
          element.scrollTop = 0;
          let before;
          let first;
          const step = (now) => {
            if (before !== undefined) gaps.push(now - before);
            before = now;
            first ??= now;
            element.scrollTop += px;
            if (now - first < scrollMs) requestAnimationFrame(step);
            else resolve(gaps);
          };
          requestAnimationFrame(step);
        }),
      { scrollMs: SCROLL_MS, px: PX_A_FRAME },
    );
}

// How smoothly the dashboard scrolls while much is in it and much is told: gaps between the frames that the browser draws, against those of a plain page in the same browser.
import { chromium } from 'playwright-core';
import { startCrowdedApi } from './crowded-api.js';
import { percentile, round } from './median.js';

const ROUNDS = 3;
const SCROLL_MS = 3_000;
const PX_A_FRAME = 60;
const DROPPED_MS = 50;
const PLAIN = '<div id="frame" style="height:800px;overflow:auto"><div style="height:100000px;background:repeating-linear-gradient(#eee 0 20px,#fff 20px 40px)"></div></div>';

/** One view at a time, as somebody looks at it; the plain page is measured in turns with it, so that both have the same work at their back. */
export async function frames({ rounds = ROUNDS } = {}) {
  const api = await startCrowdedApi({ servers: 1_000, connections: 10_000, lines: 100_000 });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const views = [
      ['1,000 servers, 2,000 changes a second', '/servers', 'role=region[name="Servers"]'],
      ['10,000 connections, 2,000 changes a second', '/connections', 'role=region[name="Connections"]'],
      ['100,000 log lines, 200 more a second', `/servers/${api.firstServer}/logs`, '[data-testid=log]'],
    ];
    const figures = [];
    for (const [figure, path, frame] of views) figures.push(...(await measure(browser, api.url + path, figure, frame, rounds)));
    return figures;
  } finally {
    await browser.close();
    await api.stop();
  }
}

async function measure(browser, url, figure, frame, rounds) {
  const plain = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await plain.setContent(PLAIN);
  const page = await open(browser, url, frame);
  const gaps = { plain: [], view: [] };
  for (let turn = 0; turn < rounds; turn += 1) {
    // Only the page in front is drawn.
    await plain.bringToFront();
    gaps.plain.push(...(await scrollGaps(plain, '#frame')));
    await page.bringToFront();
    gaps.view.push(...(await scrollGaps(page, frame)));
  }
  await page.close();
  await plain.close();
  return [
    { figure: `${figure}: frames a second while scrolling`, value: round(rateOf(gaps.view)), unit: '1/s' },
    { figure: `${figure}: a plain page in turns with it`, value: round(rateOf(gaps.plain)), unit: '1/s' },
    { figure: `${figure}: gap between frames, p95`, value: round(percentile(gaps.view, 95)), unit: 'ms' },
    { figure: `${figure}: gaps above ${DROPPED_MS} ms`, value: round((gaps.view.filter((gap) => gap > DROPPED_MS).length / gaps.view.length) * 100), unit: '%' },
  ];
}

function rateOf(gaps) {
  return 1_000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length);
}

async function open(browser, url, frame) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.locator(frame).first().waitFor();
  if (url.endsWith('/logs')) {
    await page.getByText(/^100,\d+ lines|^100,000 lines/).waitFor({ timeout: 120_000 });
    await page.getByTestId('log-pause').click();
  }
  return page;
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

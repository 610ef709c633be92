import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.js';
import { type Options, type RunningApi, startApi } from './start-api.js';
import { startUpstream, type Upstream } from './start-upstream.js';

const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The Chromium of this machine, without what it would do for a person. */
function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium() as string, args: FLAGS });
}

interface AxeResults {
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** The serious and critical faults that axe-core finds in the page by these rules, or by all, each with the first place where it stands. */
export async function faultsOf(page: Page, rules?: string[]): Promise<string[]> {
  // Evaluated rather than added as a script, which the content security policy would refuse.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(readFileSync(AXE, 'utf8'));
  // What moves between two looks is settled first.
  await page.evaluate('Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity).map((a) => a.finished.catch(() => {})))');
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) })})`)) as AxeResults;
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')} ${nodes[0]?.failureSummary}`);
}

/** The dashboard, open in a browser of its own; what the browser complained of since then. */
export interface OpenedDashboard {
  browser: Browser;
  page: Page;
  complaints: string[];
}

export async function openDashboard(url: string): Promise<OpenedDashboard> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.setDefaultTimeout(90_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused document is answered 422, a stranger 401 (a socket 400), and a cut network says so; the page shows them.
    if (message.type() === 'error' && !/401|422|ERR_INTERNET_DISCONNECTED|socket\.io.*400|CLOSING or CLOSED/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { browser, page, complaints };
}

/** The product and an API behind it, with its dashboard open in a browser. */
export interface OpenedProduct extends OpenedDashboard {
  api: RunningApi;
  upstream: Upstream;
  /** What has a test id. */
  part(id: string): Locator;
  /** Loads the dashboard at a path. */
  go(path: string): Promise<unknown>;
  /** Goes to a path as a link does, within the dashboard that is loaded. */
  turn(path: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openProduct(options: Options = {}): Promise<OpenedProduct> {
  const [api, upstream] = await Promise.all([startApi(options), startUpstream()]);
  const opened = await openDashboard(api.url);
  return {
    ...opened,
    api,
    upstream,
    part: (id) => opened.page.getByTestId(id),
    go: (path) => opened.page.goto(api.url + path),
    turn: async (path) => {
      await opened.page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: null }))`);
      await opened.page.locator(`main[data-place="${path}"]`).waitFor();
    },
    close: async () => {
      await opened.browser.close();
      await api.stop();
      await upstream.stop();
    },
  };
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';

const executablePath = findChromium();
// Without a browser there is nothing to look at; the report says how many were skipped.
const inBrowser = executablePath === undefined ? describe.skip : describe;

inBrowser('The dashboard', () => {
  let api: RunningApi;
  let upstream: Upstream;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [api, upstream] = await Promise.all([startApi(), startUpstream()]);
    browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    });
    page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused document is answered 422, which the browser reports as well; the page shows it.
      if (message.type() === 'error' && !message.text().includes('422')) complaints.push(message.text());
    });
    await page.goto(api.url);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await api.stop();
    await upstream.stop();
  });

  const part = (id: string) => page.getByTestId(id);

  it('explains itself while it is empty, and is live', async () => {
    await page.getByText('No servers yet').waitFor();
    await page.locator('[data-testid=live][data-live=true]').waitFor();
  });

  it('says in its own words what is wrong with a document, and loses nothing that was typed', async () => {
    await part('add-server').click();
    await part('document-url').fill(`${upstream.url}/nothing-here`);
    await part('read-document').click();
    await part('document-problem').waitFor();
    expect(await part('document-problem').textContent()).toContain('404');
    expect(await part('document-url').inputValue()).toContain('nothing-here');
  });

  it('adds a server from a URL and shows it running, without a reload', async () => {
    await part('document-url').fill(upstream.documentUrl);
    await part('read-document').click();
    await part('document-found').waitFor();
    expect(await part('document-found').textContent()).toContain('3 tools');
    expect(await part('server-name').inputValue()).toBe('books');
    await part('tool-mode').getByText('All tools', { exact: true }).click();
    expect(await part('tool-mode').textContent()).toMatch(/a list of about \d+ tokens/);
    await part('create-server').click();
    await page.locator('[data-testid=server-state][data-state=running]').waitFor();
    expect(await part('server-endpoint').textContent()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  });

  it('shows a client the moment it connects, and lets an operator disconnect it', async () => {
    await part('server-toggle').click();
    const { client } = await connectSession((await part('server-endpoint').textContent()) as string, 'claude-desktop');
    await page.getByText('1 connected').waitFor();
    await part('connection').getByText('claude-desktop').waitFor();
    expect(await part('total-live').textContent()).toBe('1');
    await part('disconnect').click();
    await page.getByText('0 connected').waitFor();
    await client.close();
  });

  it('shows what the process says, as it says it', async () => {
    await part('server-log').getByText('generation 1').waitFor();
    await part('server-restart').click();
    await part('server-log').getByText('generation 2').waitFor();
    await page.locator('[data-testid=server-state][data-state=running]').waitFor();
  });

  it('follows a process that is killed, down and up again', async () => {
    const before = await api.get<{ processes: { pid: number }[] }>('/api/processes');
    process.kill(before.processes[0]?.pid as number, 'SIGKILL');
    await part('server-log').getByText('SIGKILL').first().waitFor();
    await part('server-log').getByText('generation 3').waitFor();
    await page.locator('[data-testid=server-state][data-state=running]').waitFor();
  });

  it('speaks Chinese and goes dark, and remembers it', async () => {
    await part('language').selectOption('zh');
    await part('theme').selectOption('dark');
    await page.reload();
    await page.getByRole('heading', { name: '服务器' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh');
    await part('language').selectOption('en');
  });

  it('has a page of all connections under its own address', async () => {
    await page.goto(`${api.url}/connections`);
    await page.getByText('Nobody is connected').waitFor();
    const { processes } = await api.get<{ processes: { endpoint: string }[] }>('/api/processes');
    const { client, transport } = await connectSession(processes[0]?.endpoint as string, 'cursor');
    const row = part('connection');
    await row.getByText('cursor').waitFor();
    expect(await row.textContent()).toContain('books');
    await transport.terminateSession();
    await page.getByText('Nobody is connected').waitFor();
    await client.close();
  });

  it('does not scroll sideways on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(api.url);
    await part('server').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('stops and deletes a server, and asks before it deletes', async () => {
    await part('server-stop').click();
    await page.locator('[data-testid=server-state][data-state=stopped]').waitFor();
    await part('server-delete').click();
    await page.getByText('Delete books?').waitFor();
    await part('confirm-delete').click();
    await page.getByText('No servers yet').waitFor();
  });

  it('did all that without a complaint of the browser', () => {
    expect(complaints).toEqual([]);
  });
});

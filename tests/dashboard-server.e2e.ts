import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ServerBody } from './support/bodies.js';
import { type OpenedProduct, openProduct } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import type { RunningApi } from './support/start-api.js';
import type { Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;
const FOREIGN = fileURLToPath(new URL('support/foreign-server.mjs', import.meta.url));
/** A program that says five lines of different kinds before it serves, and very many when it is asked to by a signal. */
const TALK = `process.on('SIGUSR2', () => console.error('many\\n'.repeat(40_000))); console.error('long '.repeat(200)); console.error('plain words'); console.error('\\u001b[31mred\\u001b[0m words'); console.error('error: words that hurt'); console.error('asked {"status":{"code":507}}'); await import(${JSON.stringify(pathToFileURL(FOREIGN).href)})`;

inBrowser('The dashboard', () => {
  let api: RunningApi;
  let upstream: Upstream;
  let opened: OpenedProduct;
  let part: OpenedProduct['part'];
  let turn: OpenedProduct['turn'];
  let page: Page;
  let books: ServerBody;

  beforeAll(async () => {
    opened = await openProduct({ env: { ALLOW_COMMAND_SERVERS: 'true', HEALTH_CHECK_INTERVAL: '500' } });
    ({ api, upstream, page, part, turn } = opened);
    await page.locator('[data-testid=live][data-live=true]').waitFor();
  });

  afterAll(() => opened.close());

  it('reads a document out of a file, and sends the credentials that were typed with each call', async () => {
    await turn('/servers');
    await part('add-server').click();
    await page.getByText('File', { exact: true }).click();
    await part('document-file').setInputFiles({ name: 'books.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(upstream.document)) });
    let letGo: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/api/documents/preview', async (route) => {
      await held;
      await route.continue();
    });
    await part('read-document').click();
    await part('wizard').getByRole('progressbar').waitFor();
    letGo?.();
    await part('tools-next').click();
    await page.unrouteAll({ behavior: 'wait' });
    await part('server-base-url').fill(upstream.url);
    await page.getByText('Bearer token', { exact: true }).click();
    await page.getByLabel('Token', { exact: true }).fill('of the books');
    await part('create-server').click();
    await page.locator('[data-testid=first-start][data-done=true]').waitFor();
    await part('open-server').click();
    await page.getByRole('heading', { name: 'books', level: 1 }).waitFor();
    const { servers } = await api.get<{ servers: ServerBody[] }>('/api/servers');
    books = servers[0] as ServerBody;
    await page.getByRole('link', { name: 'Playground' }).click();
    await part('playground-call').click();
    await part('playground-answer').waitFor();
    expect(upstream.seen.at(-1)?.headers.authorization).toBe('Bearer of the books');
    expect(JSON.stringify(await api.get(`/api/servers/${books.id}`))).not.toContain('of the books');
  });

  it('says how a process is held, looked at and placed, and what is wrong with that', async () => {
    await api.send('POST', '/api/servers', { name: 'asleep', documentId: books.documentId });
    await turn('/servers');
    await page.getByRole('link', { name: 'asleep' }).click();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await part('settings-confined').selectOption('true');
    await part('settings-probe').fill('/books');
    await part('settings-probe').blur();
    await page.getByLabel('Look every … seconds').fill('30');
    await page.getByLabel('Most open files').fill('500');
    await part('settings-replicas').fill('2');
    await part('settings-labels').fill('zone');
    await part('settings-labels').blur();
    await part('settings-save').click();
    await part('settings-problem').getByText('nodeLabels').waitFor();
    await part('settings-labels').fill('zone=eu, disk=ssd');
    await part('settings-labels').blur();
    await page.getByText('Changed: limits, confined, upstreamProbe, nodeLabels, replicas').waitFor();
    await part('settings-save').click();
    await page.getByText('Nothing is changed.').waitFor();
    const { servers } = await api.get<{ servers: ServerBody[] }>('/api/servers');
    expect(servers.find(({ name }) => name === 'asleep')).toMatchObject({ confined: true, upstreamProbe: { target: { method: 'GET', path: '/books' }, intervalMs: 30_000 }, limits: { openFiles: 500 }, replicas: 2, nodeLabels: { zone: 'eu', disk: 'ssd' } });
  });

  it('adds a server that is a program, and calls its tool', async () => {
    await turn('/servers');
    await part('add-server').click();
    await part('wizard').getByText('A command', { exact: true }).click();
    await part('command-name').fill('foreign');
    await part('command-program').fill(process.execPath);
    await part('command-args').fill(`--input-type=module\n-e\n${TALK}`);
    await part('command-environment').fill('SOME_TOKEN=quiet');
    await page.getByLabel('A process for').selectOption('server');
    await part('create-command').click();
    await page.locator('[data-testid=first-start][data-done=true]').waitFor();
    await part('open-server').click();
    await page.getByRole('heading', { name: 'foreign', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Playground' }).click();
    await part('playground-tool').selectOption('count');
    await part('playground-call').click();
    await part('playground-answer').getByText('1', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Tools', exact: true }).click();
    await part('tool').getByText('whoami').waitFor();
    expect(await part('edit').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Document', exact: true }).count()).toBe(0);
  });

  describe('shows of a log', () => {
    const shows = (...texts: string[]) => until(async () => (await part('log-line').allTextContents()).filter((line) => /words|asked/.test(line)).length === texts.length && (await Promise.all(texts.map((text) => part('log-line').getByText(text).count()))).every((count) => count === 1));

    it('its colours and its JSON as a tree', async () => {
      await page.getByRole('link', { name: 'Logs', exact: true }).last().click();
      await shows('plain words', 'words that hurt', 'red', 'asked');
      expect(await part('log-line').getByText('red', { exact: true }).getAttribute('class')).toBeTruthy();
      await part('log-line').filter({ hasText: 'asked' }).getByRole('button', { name: 'Unfold the JSON' }).click();
      await part('log-line').getByText('code: 507').waitFor();
    });

    it('its long lines as a whole, or cut at the edge', async () => {
      const long = part('log-line').filter({ hasText: 'long long' });
      const isOneLineHigh = async () => (await long.boundingBox())?.height === 22;
      expect(await isOneLineHigh()).toBe(false);
      await page.getByRole('button', { name: 'Wrap lines' }).click();
      await until(isOneLineHigh);
      await page.getByRole('button', { name: 'Wrap lines' }).click();
      await until(async () => !(await isOneLineHigh()));
    });

    it('what fits some words, an expression, neither, or a level', async () => {
      await part('log-search').fill('WORDS');
      await shows('plain', 'red', 'hurt');
      await page.getByRole('button', { name: 'Not', exact: true }).click();
      await shows('asked');
      await page.getByRole('button', { name: 'Not', exact: true }).click();
      await page.getByRole('button', { name: 'Regular expression' }).click();
      await part('log-search').fill('^(plain|red) w');
      await shows('plain', 'red');
      await part('log-search').fill('(');
      await page.getByRole('alert').getByText('Invalid regular expression').waitFor();
      await part('log-search').fill('');
      await page.getByRole('button', { name: 'Info', exact: true }).click();
      await shows('hurt');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download these lines' }).click()]);
      expect(file.suggestedFilename()).toBe('foreign.log');
      await page.getByRole('button', { name: 'Info', exact: true }).click();
    });

    it('how many lines it could not tell', async () => {
      const { servers } = await api.get<{ servers: ServerBody[] }>('/api/servers');
      process.kill(servers.find(({ name }) => name === 'foreign')?.process.pid as number, 'SIGUSR2');
      await part('log-dropped').filter({ hasText: /\d+ older lines? (is|are) no longer here/ }).waitFor();
    });

    it('what was said in a time, of all that is kept', async () => {
      await turn('/logs');
      await page.getByText('Search all', { exact: true }).click();
      await part('kept-search').fill('words');
      await part('kept-ask').click();
      await until(async () => (await part('log-line').count()) === 3);
      await page.getByLabel('From', { exact: true }).fill('2099-01-01T00:00');
      await part('kept-ask').click();
      await page.getByText('No line fits the search').waitFor();
    });
  });

  describe('shows of connections', () => {
    it('those that fit a filter, in groups, with masked addresses', async () => {
      const endpoint = (await api.get<ServerBody>(`/api/servers/${books.id}`)).process.endpoint as string;
      for (const name of ['cursor', 'zed']) await connectSession(endpoint, name);
      await turn('/connections');
      await part('connection').nth(1).waitFor();
      await page.getByLabel('Group', { exact: true }).selectOption('client');
      await page.getByRole('heading', { name: /^zed/, level: 2 }).waitFor();
      await page.getByLabel('Group', { exact: true }).selectOption('none');
      await page.getByRole('searchbox').fill('CURSOR books');
      await part('connection').nth(1).waitFor({ state: 'detached' });
      await part('connection').getByText('127.0.0.1').waitFor();
      await page.getByRole('button', { name: 'Mask addresses' }).click();
      await part('connection').getByText('127.0.0.•').waitFor();
    });

    it('one that could not be disconnected, again', async () => {
      await page.route('**/api/mcp/connections/*', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"It holds on."}' }));
      await part('disconnect').click();
      await part('toast').getByText('It holds on.').waitFor();
      await part('connection').getByText('cursor').waitFor();
      await page.unrouteAll({ behavior: 'wait' });
    });
  });

  it('moves a bar while it acts on many servers, and shows what was expected until it is refused', async () => {
    await turn('/servers');
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/servers/batch', async (route) => {
      await held;
      await route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"Not now."}' });
    });
    await page.getByLabel('Choose all rows').check();
    // Nothing is heard of a server that does not run, so what is seen of it is what was expected.
    await part('bulk-start').click();
    await page.getByRole('progressbar').waitFor();
    await page.locator('[data-testid=server-state][data-state=starting]').waitFor();
    answer?.();
    await page.locator('[data-testid=server-state][data-state=stopped]').waitFor();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('tells each health check of a server to the keyboard and the pointer', async () => {
    await turn('/');
    const bar = page.getByRole('slider', { name: 'Health of books' });
    await until(async () => Number(await bar.getAttribute('aria-valuemin')) < 59);
    await bar.focus();
    await page.keyboard.press('ArrowLeft');
    const words = await page.getByRole('tooltip').textContent();
    expect(await bar.getAttribute('aria-valuetext')).toBe(words);
    await bar.blur();
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    const box = await bar.boundingBox();
    await bar.hover({ position: { x: (box?.width ?? 0) - 2, y: 10 } });
    expect(await page.getByRole('tooltip').textContent()).toMatch(/^\d\d:\d\d:\d\d · /);
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
  });

  it('writes the command line as its options are filled in', async () => {
    await turn('/cli');
    await part('cli-openapi').fill('https://example.com/openapi.json');
    await page.getByText('WebSocket', { exact: true }).click();
    await page.getByLabel('Port', { exact: true }).fill('4000');
    await page.locator('pre', { hasText: '--openapi https://example.com/openapi.json' }).filter({ hasText: '--transport websocket' }).filter({ hasText: '--port 4000' }).first().waitFor();
    await page.locator('pre', { hasText: 'ws://127.0.0.1:4000/mcp' }).waitFor();
  });

  it('copies without the clipboard of the browser, which a page over plain HTTP has not', async () => {
    await page.evaluate('delete Navigator.prototype.clipboard');
    expect(await page.evaluate('"clipboard" in navigator')).toBe(false);
    await page.getByRole('button', { name: 'Copy the command line' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await part('cli-openapi').fill('');
    await part('cli-openapi').press('Control+v');
    expect(await part('cli-openapi').inputValue()).toContain('--transport websocket');
  });

  it('lets the REST API be tried out', async () => {
    await turn('/rest');
    const [docs] = await Promise.all([page.context().waitForEvent('page'), part('swagger-ui').click()]);
    docs.setDefaultTimeout(90_000);
    const operation = docs.locator('.opblock', { has: docs.locator('[data-path="/api/mcp/connections/count"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute', exact: true }).click();
    await operation.locator('.live-responses-table').getByText('activeConnections').first().waitFor();
    await docs.close();
  });

  it('asks the API also when the browser believes itself without a network', async () => {
    await page.evaluate('dispatchEvent(new Event("offline"))');
    await turn('/audit');
    await part('audit-entry').first().waitFor();
    await page.evaluate('dispatchEvent(new Event("online"))');
  });

  it('shows cards and a folded menu on a phone, the open tab in sight, and nothing that moves to who wants it still', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await part('menu').click();
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    await part('server-card').filter({ hasText: 'books' }).getByRole('link', { name: 'books' }).click();
    await page.getByRole('link', { name: 'Configuration' }).waitFor();
    await turn(`/servers/${books.id}/configuration`);
    const tab = await page.getByRole('link', { name: 'Configuration' }).boundingBox();
    expect(tab === null ? undefined : [tab.x >= 0, tab.x + tab.width <= 390]).toEqual([true, true]);
    await part('replace-credentials').click();
    await page.getByText('OAuth client', { exact: true }).click();
    await page.getByLabel('Client secret').waitFor();
    expect(await page.evaluate('[document.documentElement.scrollLeft, document.documentElement.scrollWidth]')).toEqual([0, 390]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate('[...document.querySelectorAll("*")].filter((element) => getComputedStyle(element).animationName !== "none").length')).toBe(0);
  });

  it('did all that without a complaint of the browser', () => {
    // The refusals are our own, and a label without a value is one of the API.
    expect(opened.complaints.filter((text) => !/500|400/.test(text))).toEqual([]);
  });
});

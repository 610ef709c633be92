import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Page } from 'playwright-core';
import type { ServerBody } from './support/bodies.js';
import { type OpenedProduct, openProduct } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import type { RunningApi } from './support/start-api.js';
import type { Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

// Without a browser there is nothing to look at; the report says how many were skipped.
const FOREIGN = fileURLToPath(new URL('support/foreign-server.mjs', import.meta.url));
const inBrowser = findChromium() === undefined ? describe.skip : describe;

inBrowser('The dashboard', () => {
  let api: RunningApi;
  let upstream: Upstream;
  let opened: OpenedProduct;
  let part: OpenedProduct['part'];
  let go: OpenedProduct['go'];
  let page: Page;
  let first: Client;

  beforeAll(async () => {
    opened = await openProduct({ env: { MCP_CALL_RECORDS: 'true', ALLOW_COMMAND_SERVERS: 'true' } });
    ({ api, upstream, page, part, go } = opened);
  });

  afterAll(() => opened.close());

  const running = () => page.locator('[data-testid=server-state][data-state=running]').first().waitFor();

  describe('takes a newcomer from an empty page to the first call', () => {
    it('explains itself while it is empty', async () => {
      await go('/servers');
      await page.getByText('No servers yet').waitFor();
    });

    it('is live', () => page.locator('[data-testid=live][data-live=true]').waitFor());

    it('says in its own words what is wrong with a document, and loses nothing that was typed', async () => {
      await part('add-server').click();
      await part('document-url').fill(`${upstream.url}/nothing-here`);
      await part('read-document').click();
      await part('document-problem').waitFor();
      expect(await part('document-problem').textContent()).toContain('404');
      expect(await part('document-url').inputValue()).toContain('nothing-here');
    });

    it('shows the line of a pasted document that is wrong', async () => {
      await page.getByText('Text', { exact: true }).click();
      await part('document-text').fill('openapi: 3.0.0\ninfo:\n  title: [\nx');
      await part('read-document').click();
      // The one of before stands there until this one is known.
      await part('document-problem').filter({ hasText: /line 4.*title: \[/is }).waitFor();
      await page.getByText('Address', { exact: true }).click();
      expect(await part('document-url').inputValue()).toContain('nothing-here');
    });

    it('shows the tools and what they cost, and lets some be left out', async () => {
      await part('document-url').fill(upstream.documentUrl);
      await part('read-document').click();
      expect(await part('document-found').textContent()).toContain('3 tools');
      const before = await part('tools-chosen').textContent();
      await part('wizard').getByRole('checkbox').last().uncheck();
      expect(await part('tools-chosen').textContent()).toMatch(/^2 chosen, about \d+ tokens$/);
      expect(await part('tools-chosen').textContent()).not.toBe(before);
      await part('tool-mode').getByText('All tools', { exact: true }).click();
      await part('tools-next').click();
    });

    it('starts the server, and waits with the snippet for the first client and the first call', async () => {
      expect(await part('server-name').inputValue()).toBe('books');
      await part('create-server').click();
      await page.locator('[data-testid=first-start][data-done=true]').waitFor();
      const { processes } = await api.get<{ processes: { endpoint: string }[] }>('/api/processes');
      const endpoint = processes[0]?.endpoint as string;
      expect(await part('snippets').textContent()).toContain(endpoint);
      ({ client: first } = await connectSession(endpoint, 'claude-desktop'));
      await page.locator('[data-testid=first-client][data-done=true]').waitFor();
      const { tools } = await first.listTools();
      expect(tools).toHaveLength(2);
      expect(await page.locator('[data-testid=first-call][data-done=false]').count()).toBe(1);
      await first.callTool({ name: (tools[0] as { name: string }).name, arguments: {} });
      await page.locator('[data-testid=first-call][data-done=true]').waitFor();
      await part('wizard-done').click();
      await part('server').waitFor();
    });
  });

  describe('shows what happens as it happens', () => {
    it('a client that is disconnected by an operator', async () => {
      await part('server-connections').filter({ hasText: /^1$/ }).waitFor();
      await page.getByRole('link', { name: 'Connections' }).click();
      await part('connection').getByText('claude-desktop').waitFor();
      await part('total-live').filter({ hasText: /^1 client is connected$/ }).waitFor();
      await part('disconnect').click();
      await page.getByText('Nobody is connected').waitFor();
      await page.getByText('Past', { exact: true }).click();
      await part('ended-connection').getByText('claude-desktop').waitFor();
      await part('ended-connection').getByText('Disconnected by an operator.').last().waitFor();
      await part('language').click();
      await part('language-zh').click();
      await part('ended-connection').getByText('被操作员断开。').last().waitFor();
      await part('language').click();
      await part('language-en').click();
      await page.locator('html[lang=en]').waitFor();
      await first.close();
    });

    it('a process that is killed, down and up again', async () => {
      await page.getByRole('link', { name: 'Servers' }).click();
      await running();
      const before = await api.get<{ processes: { pid: number }[] }>('/api/processes');
      process.kill(before.processes[0]?.pid as number, 'SIGKILL');
      await page.locator('[data-testid=server-state]:not([data-state=running])').waitFor();
      await running();
    });

    it('that the socket is gone, with everything greyed, and that it is back', async () => {
      await page.context().setOffline(true);
      await part('lost').waitFor();
      expect(await page.locator('main').getAttribute('class')).toContain('grayscale');
      await page.context().setOffline(false);
      await part('lost').waitFor({ state: 'detached' });
      await page.locator('[data-testid=live][data-live=true]').waitFor();
    });
  });

  describe('has a page for each server', () => {
    it('where a tool is called through the gateway, and called again', async () => {
      await part('server-link').click();
      await page.getByRole('link', { name: 'Playground' }).click();
      await part('playground-call').click();
      await part('playground-answer').locator('pre').filter({ hasText: 'Seven' }).waitFor();
      const before = upstream.seen.length;
      await part('playground-replay').click();
      await part('playground-answer').waitFor({ state: 'detached' });
      await part('playground-call').click();
      await part('playground-answer').locator('pre').filter({ hasText: 'Seven' }).waitFor();
      expect(upstream.seen.slice(before).map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /books']);
    });

    it('where a tool is disabled for clients, and enabled again', async () => {
      await page.getByRole('link', { name: 'Tools', exact: true }).click();
      await part('tool').first().waitFor();
      const before = await part('tool').count();
      await part('tool').last().getByRole('switch').click();
      await part('disabled-tool').waitFor();
      expect(await part('tool').count()).toBe(before - 1);
      await part('disabled-tool').getByRole('switch').click();
      await part('disabled-tool').waitFor({ state: 'detached' });
      expect(await part('tool').count()).toBe(before);
    });

    it('where a tool gets another name', async () => {
      await part('tool').first().getByTestId('edit').click();
      await part('tool-name').fill('renamed');
      await part('save-tool').click();
      await part('tool').getByText('renamed').waitFor();
    });

    it('where its calls are listed', async () => {
      await page.getByRole('link', { name: 'Calls', exact: true }).click();
      await part('call').first().waitFor();
    });

    it('where its lines come as they are said, and can be searched', async () => {
      await page.getByRole('link', { name: 'Logs', exact: true }).last().click();
      await part('log').getByText('generation 2').waitFor();
      await part('log-search').fill('generation 1');
      await part('log').getByText('generation 2').waitFor({ state: 'detached' });
      await part('log-context').first().click();
      await part('log').getByText('generation 2').waitFor();
      await part('log-search').fill('');
      await part('log-follow').waitFor({ state: 'detached' });
      await part('server-restart').click();
      await part('log').getByText('generation 3').waitFor();
      await running();
    });

    it('where its settings are changed in a form, and the JSON beside it follows', async () => {
      await page.getByRole('link', { name: 'Configuration' }).click();
      await part('settings-name').fill('library');
      expect(await part('settings-json').inputValue()).toContain('"name": "library"');
      await part('settings-json').fill((await part('settings-json').inputValue()).replace('"library"', '"books"').replace('"description": ""', '"description": "On paper"'));
      expect(await part('settings-name').inputValue()).toBe('books');
      await part('settings-save').click();
      await page.getByText('Nothing is changed.').waitFor();
      const { servers } = await api.get<{ servers: { description: string }[] }>('/api/servers');
      expect(servers[0]?.description).toBe('On paper');
    });
  });

  describe('is used with the keyboard', () => {
    it('goes to a page by two letters', async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
    });

    it('finds a server in the palette', async () => {
      await page.keyboard.press('Control+k');
      await part('palette').waitFor();
      await page.keyboard.type('servers');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Servers', level: 1 }).waitFor();
    });

    it('searches with a slash and shows its keys with a question mark', async () => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such server');
      await page.getByText('No server fits the search').waitFor();
      await page.getByRole('searchbox').fill('');
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('?');
      await part('shortcuts').waitFor();
      await page.keyboard.press('Escape');
      await part('shortcuts').waitFor({ state: 'detached' });
    });
  });

  it('acts on many servers at once, and asks before it deletes', async () => {
    await go('/servers');
    await part('server').waitFor();
    await page.getByLabel('Choose all rows').check();
    await part('bulk-stop').click();
    await page.locator('[data-testid=server-state][data-state=stopped]').waitFor();
    // What was chosen is let go when the answer comes, which may be after the socket told that it is done.
    await part('bulk').waitFor({ state: 'detached' });
    await page.getByLabel('Choose all rows').check();
    await part('bulk-delete').click();
    await page.getByText('Delete 1 server?').waitFor();
    await part('confirm').click();
    await page.getByText('No servers yet').waitFor();
  });

  it('shows of a server for several nodes what they do with it: while it loads, when it fails, when none runs it, and when this one does', async () => {
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'shared', openapiUrl: upstream.documentUrl, replicas: 2 });
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/servers/*/replicas', async (route) => {
      await held;
      await route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"detail":"Said in English.","code":"SERVER_NAME_TAKEN","name":"shared"}' });
    });
    await opened.turn(`/servers/${body.id}`);
    await part('replicas').getByTestId('loading').waitFor();
    answer?.();
    await part('replicas').getByRole('alert').getByText('There is a server shared already').waitFor();
    await part('language').click();
    await part('language-zh').click();
    await part('replicas').getByRole('alert').getByText('服务器“shared”已存在，请换一个名称。').waitFor();
    await part('language').click();
    await part('language-en').click();
    await page.unrouteAll({ behavior: 'wait' });
    await opened.turn('/servers');
    await opened.turn(`/servers/${body.id}`);
    await part('replicas').getByText('No node runs this server now.').waitFor();
    await api.send('POST', `/api/servers/${body.id}/start?wait=true`);
    await part('replica').locator('[data-state=running]').waitFor();
    expect(await part('replicas').getByRole('heading').textContent()).toContain('1 of 2 run');
  });

  it('says of a program that crashes as it starts why, counts down to the next try, and shows what came of that', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-licence-'));
    const licence = join(folder, 'licence');
    const program = `if (!(await import('node:fs')).existsSync(${JSON.stringify(licence)})) process.exit(7); await import(${JSON.stringify(pathToFileURL(FOREIGN).href)})`;
    // Each delay is anywhere between nothing and five seconds; one that is too short to be counted is followed by another.
    const restartPolicy = { baseDelayMs: 5_000, maxDelayMs: 5_000, maxRestarts: 1_000, windowMs: 3_600_000 };
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'crashing', command: { program: process.execPath, args: ['--input-type=module', '-e', program] }, processPer: 'server', restartPolicy });
    await opened.turn(`/servers/${body.id}`);
    await api.send('POST', `/api/servers/${body.id}/start`);
    await part('server-state').getByText('It did not introduce itself as an MCP server').waitFor();
    let first: { attempt: string; seconds: number } | undefined;
    await until(async () => {
      const [, seconds, attempt] = /^in (\d+) s, (\d+)\/1000$/.exec((await page.getByRole('timer').allTextContents()).join()) ?? [];
      if (seconds === undefined || attempt === undefined) return false;
      if (first?.attempt !== attempt) first = { attempt, seconds: Number(seconds) };
      return Number(seconds) < first.seconds;
    });
    await writeFile(licence, '');
    await page.locator('[data-testid=server-state][data-state=running]').waitFor();
    await page.getByRole('timer').waitFor({ state: 'detached' });
    await rm(folder, { recursive: true });
  });

  it('did all that without a complaint of the browser', () => {
    // One refusal is our own.
    expect(opened.complaints.filter((text) => !text.includes('409'))).toEqual([]);
  });
});

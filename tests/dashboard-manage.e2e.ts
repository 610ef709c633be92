import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ServerBody } from './support/bodies.js';
import { faultsOf, type OpenedProduct, openProduct } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { connectSession } from './support/mcp-clients.js';
import type { RunningApi } from './support/start-api.js';
import type { Upstream } from './support/start-upstream.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;

inBrowser('The dashboard', () => {
  let api: RunningApi;
  let upstream: Upstream;
  let server: ServerBody;
  let other: ServerBody;
  let opened: OpenedProduct;
  let part: OpenedProduct['part'];
  let go: OpenedProduct['go'];
  let turn: OpenedProduct['turn'];
  let page: Page;

  beforeAll(async () => {
    opened = await openProduct();
    ({ api, upstream, page, part, go, turn } = opened);
    other = (await api.send<ServerBody>('POST', '/api/servers', { name: 'asleep', openapiData: upstream.document })).body;
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'books', openapiUrl: upstream.documentUrl });
    server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
  });

  afterAll(() => opened.close());

  it('adds a rule of alerts, edits it, silences it and deletes it', async () => {
    await go('/alerts');
    await page.getByText('Rules', { exact: true }).click();
    await part('rule').first().waitFor();
    const before = await part('rule').count();
    await part('add-rule').click();
    await part('rule-name').fill('Too slow');
    await part('rule-threshold').fill('20');
    await part('save-rule').click();
    const rule = part('rule').filter({ hasText: 'Too slow' });
    await rule.getByTestId('edit-rule').click();
    expect(await part('rule-threshold').inputValue()).toBe('20');
    await part('rule-threshold').fill('35');
    await part('save-rule').click();
    await rule.getByText('≥ 35').waitFor();
    await rule.getByRole('button', { name: 'Silence for an hour' }).click();
    await rule.getByRole('button', { name: /Silenced until/ }).waitFor();
    await rule.getByTestId('delete-rule').click();
    await part('confirm').click();
    await rule.waitFor({ state: 'detached' });
    expect(await part('rule').count()).toBe(before);
  });

  it('gives a server tags, and finds it by them', async () => {
    await turn(`/servers/${server.id}/configuration`);
    await part('settings-tags').fill('finance, production, finance');
    await part('settings-tags').blur();
    expect(await part('settings-json').inputValue()).toContain('"production"');
    await part('settings-save').click();
    await part('tag').getByText('finance').waitFor();
    await turn('/servers');
    await part('server').nth(1).waitFor();
    await part('tag-filter').selectOption('production');
    expect(await part('server').count()).toBe(1);
    expect(await part('server').textContent()).toContain('books');
  });

  it('shows what a call would send, and sends nothing', async () => {
    await turn(`/servers/${server.id}/playground`);
    await part('playground-tool').selectOption('getBook');
    await part('argument-id').fill('a b');
    const before = upstream.seen.length;
    await part('show-request').click();
    await part('request-preview').waitFor();
    expect(await part('request-preview').textContent()).toContain(`GET ${upstream.url}/books/a%20b`);
    expect(upstream.seen.length).toBe(before);
    await part('playground-call').click();
    await part('playground-answer').waitFor();
    expect(upstream.seen.length).toBe(before + 1);
  });

  it('links to a line of a log', async () => {
    await turn(`/servers/${server.id}/logs`);
    const line = part('log-line').filter({ hasText: 'generation 1' }).first();
    await line.hover();
    await line.getByTestId('log-link').click();
    await part('linked-lines').getByText('generation 1').first().waitFor();
    await page.reload();
    await part('linked-lines').getByText('generation 1').first().waitFor();
    await part('log-live').click();
    await part('log').waitFor();
  });

  it('makes a group of two servers, renames a tool in it, and deletes it', async () => {
    await turn('/groups');
    await page.getByText('No groups yet').waitFor();
    await part('add-group').click();
    await part('group-name').fill('assistant');
    for (const box of await part('group-server').all()) await box.check();
    await part('group-prefix').first().fill('other_');
    // The tools of each server arrive when they like.
    await page.getByLabel('Name of getBook in this group').nth(1).waitFor();
    await page.getByLabel('Name of getBook in this group').last().fill('readBook');
    await part('save-group').click();
    await part('group').getByText('assistant', { exact: true }).waitFor();
    const { groups } = await api.get<{ groups: { tools: { name: string }[] }[] }>('/api/groups');
    expect(groups[0]?.tools.map(({ name }) => name)).toContain('readBook');
    await part('edit-group').click();
    expect(await page.getByLabel('Name of getBook in this group').last().inputValue()).toBe('readBook');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await part('delete-group').click();
    await part('confirm').click();
    await page.getByText('No groups yet').waitFor();
  });

  it('compares another version of a document with the one in use before it is used', async () => {
    await turn(`/servers/${server.id}/document`);
    const text = JSON.stringify(upstream.document).replace('"listBooks"', '"findBooks"').replace('"name":"q","in":"query"', '"name":"q","in":"query","required":true');
    await part('hand-in').click();
    await part('hand-in-text').fill(text);
    await part('hand-in-submit').click();
    await part('version').nth(1).waitFor();
    await part('compare').first().click();
    expect(await part('tool-diff').textContent()).toMatch(/findBooks.*listBooks/);
    const names = async () => (await api.get<{ tools: { name: string }[] }>(`/api/servers/${server.id}/tools`)).tools.map(({ name }) => name);
    expect(await names()).toContain('listBooks');
    await part('apply-version').click();
    await part('version').filter({ hasText: 'Version 2' }).getByText('in use', { exact: true }).waitFor();
    expect(await names()).toContain('findBooks');
  });

  it('tells who changed what, from what to what, and gives it as a file', async () => {
    await turn('/audit');
    await part('audit-action').fill('patch');
    await part('audit-entry').filter({ hasText: 'POST' }).first().waitFor({ state: 'detached' });
    const entry = part('audit-entry').filter({ hasText: '/api/servers/:id' }).first();
    await entry.locator('summary').click();
    expect(await entry.getByTestId('audit-changes').textContent()).toMatch(/tags.*finance/s);
    const [file] = await Promise.all([page.waitForEvent('download'), part('audit-csv').click()]);
    expect(file.suggestedFilename()).toBe('audit.csv');
    await part('audit-actor').fill('somebody else');
    await page.getByText('Nothing has been changed').waitFor();
  });

  it('takes a backup, tries it, and puts it back', async () => {
    await turn('/system');
    const [file] = await Promise.all([page.waitForEvent('download'), part('backup').click()]);
    await api.send('DELETE', `/api/servers/${other.id}`);
    await part('restore-file').setInputFiles(await file.path());
    await part('restore-try').click();
    await part('restore-problem').waitFor();
    await page.getByLabel('Replace what is there').check();
    let letGo: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/api/restore?*', async (route) => {
      await held;
      await route.continue();
    });
    await part('restore-try').click();
    await part('restore-dialog').getByRole('progressbar').waitFor();
    letGo?.();
    await part('restore-report').getByText('servers', { exact: true }).waitFor();
    await part('restore-dialog').getByRole('progressbar').waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
    expect((await api.get<{ servers: object[] }>('/api/servers')).servers).toHaveLength(1);
    await part('restore').click();
    await part('restore-done').click();
    expect((await api.get<{ servers: object[] }>('/api/servers')).servers).toHaveLength(2);
  });

  describe('lets in whom it knows', () => {
    let key = '';

    it('makes the first user, who has to sign in from then on', async () => {
      await turn('/access');
      await part('add-user').click();
      await part('user-name').fill('ada');
      await part('user-password').fill('correct horse battery');
      await part('create-user').click();
      await part('sign-in').waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    it('says what is wrong with a sign-in, and goes on where it stopped', async () => {
      await part('sign-in-name').fill('ada');
      await part('sign-in-password').fill('wrong');
      await part('sign-in-submit').click();
      await part('sign-in-problem').waitFor();
      await part('sign-in-password').fill('correct horse battery');
      await part('sign-in-submit').click();
      await part('user').getByText('ada').waitFor();
      await page.locator('[data-testid=live][data-live=true]').waitFor();
    });

    it('changes things with the token of its session', async () => {
      await page.getByText('API keys', { exact: true }).click();
      await part('add-key').click();
      await part('key-name').fill('nightly build');
      await part('create-key').click();
      key = (await part('new-key').locator('pre').textContent()) ?? '';
      expect(key).toMatch(/^\S{20,}$/);
      await page.keyboard.press('Escape');
      await part('key').getByText('nightly build').waitFor();
    });

    it('tells by its key who is connected', async () => {
      await turn('/servers');
      await page.locator('[data-testid=server-state][data-state=running]').waitFor();
      const { client } = await connectSession(`${api.url}/mcp/books`, 'cursor', { authorization: `Bearer ${key}` });
      await turn('/connections');
      await part('connection').filter({ hasText: 'cursor' }).getByRole('cell', { name: 'nightly build', exact: true }).waitFor();
      await client.close();
      await turn('/access');
    });

    it.each(['viewer', 'operator'])('adds a user who is %s', async (role) => {
      await page.getByText('Users', { exact: true }).click();
      await part('add-user').click();
      await part('user-name').fill(role);
      await part('user-password').fill('correct horse battery');
      await part('add-user-dialog').getByLabel('Role').selectOption(role);
      await part('create-user').click();
      await part('user').filter({ hasText: role }).last().waitFor();
    });

    it('shows nothing any more once one has signed out', async () => {
      await part('user-menu').click();
      await part('sign-out').click();
      await part('sign-in').waitFor();
      await go('/servers');
      await part('sign-in').waitFor();
      expect(await page.getByRole('navigation').count()).toBe(0);
    });
  });

  describe('keeps from each role what it may not do, and says why', () => {
    const enter = async (name: string) => {
      await part('sign-in-name').fill(name);
      await part('sign-in-password').fill('correct horse battery');
      await part('sign-in-submit').click();
      await part('user-menu').getByText(name).waitFor();
    };
    const refusalOf = async (id: string) => {
      const button = part(id).first();
      await button.waitFor();
      return (await button.getAttribute('aria-disabled')) === 'true' ? await button.getAttribute('title') : null;
    };

    it('a viewer sees everything and changes nothing', async () => {
      await enter('viewer');
      const why = 'This asks for the role Operator; yours is Viewer.';
      await turn('/servers');
      for (const id of ['add-server', 'server-stop', 'server-restart']) expect([id, await refusalOf(id)]).toEqual([id, why]);
      await part('server-stop').first().click({ force: true });
      await page.keyboard.press('n');
      expect(await page.locator('[data-testid=server-state][data-state=running]').count()).toBe(1);
      expect(await part('wizard').count()).toBe(0);
      await part('server-more').first().click();
      for (const id of ['server-reload', 'server-delete']) expect([id, await refusalOf(id)]).toEqual([id, why]);
      expect(await faultsOf(page)).toEqual([]);
      for (const [path, id] of [['/groups', 'add-group'], [`/servers/${server.id}/tools`, 'edit'], [`/servers/${server.id}/configuration`, 'settings-save'], [`/servers/${server.id}/document`, 'hand-in'], [`/servers/${server.id}/playground`, 'show-request']] as const) {
        await turn(path);
        expect([path, await refusalOf(id)]).toEqual([path, why]);
      }
      await turn('/alerts');
      await page.getByText('Rules', { exact: true }).click();
      expect(await refusalOf('add-rule')).toBe(why);
    });

    it.each(['/access', '/audit'])('a viewer finds no way to %s, and reads why', async (path) => {
      await turn(path);
      await page.getByText('This asks for the role Admin; yours is Viewer.').waitFor();
      expect(await page.getByRole('navigation').locator(`a[href="${path}"]`).count()).toBe(0);
    });

    it('an operator acts on servers, and leaves backups to admins', async () => {
      await part('user-menu').click();
      await part('sign-out').click();
      await enter('operator');
      await turn('/servers');
      expect(await refusalOf('server-stop')).toBeNull();
      await part('server-stop').first().click();
      await page.locator('[data-testid=server-state][data-state=running]').waitFor({ state: 'detached' });
      await turn('/system');
      const backup = page.getByRole('button', { name: 'Take a backup' });
      expect(await backup.getAttribute('title')).toBe('This asks for the role Admin; yours is Operator.');
    });
  });

  it('did all that without a complaint of the browser', () => {
    // A backup that may not go in yet is answered with 409, and the page shows why.
    expect(opened.complaints.filter((text) => !text.includes('409'))).toEqual([]);
  });
});

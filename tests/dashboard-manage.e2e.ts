import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { faultsOf, type OpenedDashboard, openDashboard } from './support/browser.js';
import { findChromium } from './support/find-chromium.js';
import { type RunningApi, startApi } from './support/start-api.js';

const inBrowser = findChromium() === undefined ? describe.skip : describe;

inBrowser('The dashboard', () => {
  let api: RunningApi;
  let opened: OpenedDashboard;
  let page: Page;

  beforeAll(async () => {
    api = await startApi();
    opened = await openDashboard(api.url);
    ({ page } = opened);
  }, 60_000);

  afterAll(async () => {
    await opened.browser.close();
    await api.stop();
  });

  const part = (id: string) => page.getByTestId(id);
  const go = (path: string) => page.goto(api.url + path);

  it('adds a rule of alerts, silences it and deletes it', async () => {
    await go('/alerts');
    await page.getByText('Rules', { exact: true }).click();
    await part('add-rule').waitFor();
    const before = await part('rule').count();
    await part('add-rule').click();
    await part('rule-name').fill('Too slow');
    await part('rule-threshold').fill('20');
    await part('create-rule').click();
    const rule = part('rule').filter({ hasText: 'Too slow' });
    await rule.getByRole('button', { name: 'Silence for an hour' }).click();
    await rule.getByRole('button', { name: /Silenced until/ }).waitFor();
    await rule.getByRole('button', { name: 'Delete' }).click();
    await part('confirm').click();
    await rule.waitFor({ state: 'detached' });
    expect(await part('rule').count()).toBe(before);
  });

  describe('lets in whom it knows', () => {
    it('makes the first user, who has to sign in from then on', async () => {
      await go('/access');
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
      expect(await part('new-key').locator('pre').textContent()).toMatch(/^\S{20,}$/);
      await page.keyboard.press('Escape');
      await part('key').getByText('nightly build').waitFor();
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

  it('did all that without a complaint of the browser', () => {
    expect(opened.complaints).toEqual([]);
  });
});

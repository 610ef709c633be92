// `npm run screenshots`: starts the product with its sample server, and writes a picture of each page to docs/images, in both themes.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { chromium } from 'playwright-core';
import { startProduct } from './product.js';
import { build, fail, install, root } from './project.js';

const images = join(root, 'docs/images');
const CLIENTS = [
  ['claude-code', '2.1.0'],
  ['cursor', '1.9.2'],
  ['inspector', '2.12.0'],
];

/** Each page: its file, its address, and what is done on it before the picture. */
const pages = [
  ['overview', () => '/'],
  ['servers', () => '/servers'],
  ['add-server', () => '/servers?new', addServer],
  ['server', (id) => `/servers/${id}`],
  ['tools', (id) => `/servers/${id}/tools`, (page) => page.getByTestId('tool').nth(1).locator('summary').first().click()],
  ['playground', (id) => `/servers/${id}/playground`, callTool],
  ['calls', (id) => `/servers/${id}/calls`],
  ['metrics', (id) => `/servers/${id}/metrics`],
  ['configuration', (id) => `/servers/${id}/configuration`],
  ['connections', () => '/connections'],
  ['processes', () => '/processes'],
  ['logs', () => '/logs'],
  ['alerts', () => '/alerts', (page) => page.getByText('Rules', { exact: true }).click()],
  ['documents', () => '/documents'],
  ['command-line', () => '/cli'],
  ['rest-api', () => '/rest'],
  ['access', () => '/access'],
  ['system', () => '/system'],
];

try {
  await install();
  await build();
  mkdirSync(images, { recursive: true });
  const product = await startProduct({ env: { SAMPLE_SERVER: 'true' } });
  try {
    const server = await fillWith(product.url);
    await takeAll(product.url, server);
  } finally {
    await product.stop();
  }
} catch (error) {
  fail(error);
}

/** A few servers in different states, clients, and calls; answers the id of the server with all of it. */
async function fillWith(url) {
  const post = async (path, body) => (await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const operations = (...names) => Object.fromEntries(names.map((name) => [`/${name}`, { get: { operationId: name, summary: `Reads ${name}`, responses: { 200: { description: 'OK' } } } }]));
  const document = (title, ...names) => ({ openapi: '3.1.0', info: { title, version: '1.0.0' }, servers: [{ url: 'https://api.example.com' }], paths: operations(...names) });
  await post('/api/servers?wait=true', { name: 'billing', description: 'Invoices and payments', openapiData: document('Billing', 'invoices', 'payments', 'refunds'), autoStart: true });
  await post('/api/servers', { name: 'warehouse', description: 'Stock and deliveries', openapiData: document('Warehouse', 'stock', 'deliveries'), autoStart: false });
  const { servers } = await (await fetch(`${url}/api/servers`)).json();
  const sample = servers.find(({ name }) => name === 'tea-house');
  const { process: state } = await (await fetch(`${url}/api/servers/${sample.id}`)).json();
  for (const [name, version] of CLIENTS) {
    const client = new Client({ name, version });
    await client.connect(new StreamableHTTPClientTransport(new URL(state.endpoint)));
    for (let turn = 0; turn < 4; turn++) await client.callTool({ name: 'listTeas', arguments: {} });
    await client.callTool({ name: 'getTea', arguments: { id: 'none' } });
  }
  return sample;
}

async function takeAll(url, { id }) {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    // The first samples of memory and processor are five seconds apart.
    await page.goto(url);
    await page.waitForTimeout(12_000);
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => localStorage.setItem('theme', name), theme);
      for (const [name, addressOf, act] of pages) {
        await page.goto(url + addressOf(id));
        await page.locator('h1').waitFor();
        await page.locator('[data-testid=loading]').first().waitFor({ state: 'detached' });
        await act?.(page);
        // Charts are drawn, and what moves has come to rest.
        await page.waitForTimeout(800);
        await page.screenshot({ path: join(images, `${String(name)}-${theme}.png`) });
      }
    }
  } finally {
    await browser.close();
  }
}

async function addServer(page) {
  await page.getByText('Text', { exact: true }).click();
  const operations = Object.fromEntries(['listBooks', 'addBook', 'deleteBook'].map((operationId, index) => [['get', 'post', 'delete'][index], { operationId, summary: operationId.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`), responses: { 200: { description: 'OK' } } }]));
  await page.getByTestId('document-text').fill(JSON.stringify({ openapi: '3.1.0', info: { title: 'Books', version: '1.0.0' }, servers: [{ url: 'https://books.example.com' }], paths: { '/books': operations } }));
  await page.getByTestId('read-document').click();
  await page.getByTestId('document-found').waitFor();
}

async function callTool(page) {
  await page.getByTestId('playground-call').click();
  await page.getByTestId('playground-answer').waitFor();
}

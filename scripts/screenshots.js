// `npm run screenshots`: starts the product with its sample server, and writes a picture of each page to docs/images, in both themes.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startProduct } from './product.js';
import { build, fail, install, root } from './project.js';
import { smallPng } from './small-png.js';

const images = process.env.SCREENSHOT_FOLDER ?? join(root, 'docs/images');
const PASSWORD = 'correct horse battery';
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
  ['server', ({ sample }) => `/servers/${sample}`],
  ['tools', ({ sample }) => `/servers/${sample}/tools`, (page) => page.getByTestId('tool').nth(1).locator('summary').first().click()],
  ['playground', ({ sample }) => `/servers/${sample}/playground`, callTool],
  ['calls', ({ sample }) => `/servers/${sample}/calls`],
  ['metrics', ({ sample }) => `/servers/${sample}/metrics`],
  ['configuration', ({ sample }) => `/servers/${sample}/configuration`],
  ['document', ({ billing }) => `/servers/${billing}/document`, (page) => page.getByTestId('compare').first().click()],
  ['connections', () => '/connections'],
  ['processes', () => '/processes'],
  ['logs', () => '/logs'],
  ['alerts', () => '/alerts'],
  ['alert-rules', () => '/alerts', (page) => page.getByText('Rules', { exact: true }).click()],
  ['groups', () => '/groups'],
  ['edit-group', () => '/groups', (page) => page.getByTestId('edit-group').first().click()],
  ['documents', () => '/documents'],
  ['command-line', () => '/cli'],
  ['rest-api', () => '/rest'],
  ['audit', () => '/audit', (page) => page.getByTestId('audit-entry').filter({ hasText: 'PATCH' }).first().locator('summary').click()],
  ['nodes', () => '/nodes'],
  ['system', () => '/system'],
];
/** These want somebody who is signed in. */
const pagesOfUsers = [
  ['sign-in', () => '/'],
  ['access', () => '/access', signIn],
];

let Client, StreamableHTTPClientTransport, chromium;

try {
  await install();
  await build();
  // Only now are they there, in a clean clone.
  [{ Client }, { StreamableHTTPClientTransport }, { chromium }] = await Promise.all([import('@modelcontextprotocol/sdk/client/index.js'), import('@modelcontextprotocol/sdk/client/streamableHttp.js'), import('playwright-core')]);
  mkdirSync(images, { recursive: true });
  const product = await startProduct({ env: { SAMPLE_SERVER: 'true', HEALTH_CHECK_INTERVAL: '1000', MCP_CALL_RECORDS: 'true' } });
  try {
    const servers = await fillWith(product.url);
    await takeAll(product.url, servers);
  } finally {
    await product.stop();
  }
} catch (error) {
  fail(error);
}

/** A few servers in different states, clients, calls, a group and a new version of a document; answers the ids of two servers. */
async function fillWith(url) {
  const send = async (method, path, body) => (await fetch(url + path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const operations = (...names) => Object.fromEntries(names.map((name) => [`/${name}`, { get: { operationId: name, summary: `Reads ${name}`, responses: { 200: { description: 'OK' } } } }]));
  const document = (title, ...names) => ({ openapi: '3.1.0', info: { title, version: `${names.length}.0.0` }, servers: [{ url: 'https://api.example.com' }], paths: operations(...names) });
  const billing = await send('POST', '/api/servers?wait=true', { name: 'billing', description: 'Invoices and payments', openapiData: document('Billing', 'invoices', 'payments', 'refunds'), autoStart: true, tags: ['finance', 'production'] });
  await send('POST', '/api/servers', { name: 'warehouse', description: 'Stock and deliveries', openapiData: document('Warehouse', 'stock', 'deliveries'), autoStart: false, tags: ['staging'] });
  // Its port is taken, so it fails.
  const neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  await send('POST', '/api/servers', { name: 'legacy-crm', description: 'Customers', openapiData: document('CRM', 'customers'), port: neighbour.address().port, autoStart: true, restartPolicy: { baseDelayMs: 50, maxRestarts: 2 } });
  await send('PATCH', `/api/servers/${billing.id}`, { description: 'Invoices, payments and refunds', limits: { retries: 3 } });
  const next = document('Billing', 'invoices', 'payments', 'credits', 'disputes');
  next.paths['/invoices'].get.parameters = [{ name: 'year', in: 'query', schema: { type: 'integer' } }];
  await send('PATCH', `/api/documents/${billing.documentId}`, { openapiData: next });
  const { servers } = await (await fetch(`${url}/api/servers`)).json();
  const sample = servers.find(({ name }) => name === 'tea-house');
  await send('POST', '/api/groups', { name: 'assistant', description: 'What the assistant of the office may use', members: [{ serverId: sample.id }, { serverId: billing.id, prefix: 'billing_', tools: { refunds: { enabled: false } } }] });
  const { process: state } = await (await fetch(`${url}/api/servers/${sample.id}`)).json();
  for (const [name, version] of CLIENTS) {
    const client = new Client({ name, version });
    await client.connect(new StreamableHTTPClientTransport(new URL(state.endpoint)));
    for (let turn = 0; turn < 4; turn++) await client.callTool({ name: 'listTeas', arguments: {} });
    await client.callTool({ name: 'getTea', arguments: { id: 'none' } });
  }
  neighbour.close();
  return { sample: sample.id, billing: billing.id };
}

async function takeAll(url, servers) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const [width = 1280, height = 800] = (process.env.SCREENSHOT_SIZE ?? '').split('x').filter(Boolean).map(Number);
    const page = await browser.newPage({ viewport: { width, height }, locale: process.env.SCREENSHOT_LOCALE ?? 'en-US' });
    // The heartbeat bars fill, a second at a time.
    await page.goto(url);
    await page.waitForTimeout(20_000);
    await takeEach(page, url, pages, servers);
    await fetch(`${url}/api/users`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'ada', password: PASSWORD, role: 'admin' }) });
    await takeEach(page, url, pagesOfUsers, servers);
  } finally {
    await browser.close();
  }
}

async function takeEach(page, url, list, servers) {
  for (const [name, addressOf, act] of list) {
    for (const theme of ['light', 'dark']) {
      await page.evaluate((chosen) => localStorage.setItem('theme', chosen), theme);
      await page.goto(url + addressOf(servers));
      await page.locator('h1').waitFor();
      await page.locator('[data-testid=loading]').first().waitFor({ state: 'detached' });
      await act?.(page);
      // Charts are drawn, and what moves has come to rest.
      await page.waitForTimeout(800);
      writeFileSync(join(images, `${String(name)}-${theme}.png`), smallPng(await page.screenshot()));
    }
  }
}

async function signIn(page) {
  if (!(await page.getByTestId('sign-in').isVisible())) return;
  await page.getByTestId('sign-in-name').fill('ada');
  await page.getByTestId('sign-in-password').fill(PASSWORD);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('add-user').waitFor();
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

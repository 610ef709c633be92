import 'reflect-metadata';
import { createReadStream, createWriteStream, existsSync, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { SecretBox } from '../common/secret-box.js';
import { readEnvironment } from '../config/environment.js';
import { withDatabase } from '../database/with-database.js';
import { writeArchive } from './archive.js';
import { backupRows } from './backup-rows.js';
import { restoreRows, type RestoreOptions, type RestoreReport } from './restore-rows.js';

const USAGE = `npm run backup -- FILE [--url URL]
npm run restore -- FILE [--url URL] [--replace] [--dry-run]

With --url: of the API that runs there; MCP_SWAGGER_TOKEN holds an API key or ADMIN_PASSWORD, if it wants one.
Without: of the database of DATABASE_URL or DATA_DIR, while no API runs on it.
`;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, replace: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false } },
  });
  const [action, file] = positionals;
  const options = { replace: values.replace, dryRun: values['dry-run'] };
  if (file === undefined || (action !== 'backup' && action !== 'restore')) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
  } else if (action === 'backup') {
    await (values.url === undefined ? withDatabase(environment(), (database) => save(file, linesOf(database), createGzip())) : save(file, await download(values.url), new PassThrough()));
    process.stdout.write(`Written: ${file}\n`);
  } else {
    const report = values.url === undefined ? await withDatabase(environment(), (database) => restoreRows(database, new SecretBox(environment()), createReadStream(file), options)) : await upload(values.url, file, options);
    process.stdout.write(describe(report));
  }
}

const environment = () => readEnvironment(process.env);

function linesOf(database: DataSource): Readable {
  return Readable.from(writeArchive(backupRows(database), new Date()));
}

/** Half a file is none: it has its name when it is whole. */
async function save(file: string, source: Readable, packing: Transform): Promise<void> {
  const unfinished = `${file}.new`;
  try {
    await pipeline(source, packing, createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function download(url: string): Promise<Readable> {
  const response = await ask(new URL('/api/backup', url), {});
  return Readable.from(response.body ?? []);
}

async function upload(url: string, file: string, { replace, dryRun }: RestoreOptions): Promise<RestoreReport> {
  const target = new URL(`/api/restore?replace=${replace}&dryRun=${dryRun}`, url);
  const response = await ask(target, { method: 'POST', headers: { 'Content-Type': 'application/gzip' }, body: await openAsBlob(file) });
  return (await response.json()) as RestoreReport;
}

async function ask(url: URL, init: RequestInit): Promise<Response> {
  const token = process.env['MCP_SWAGGER_TOKEN'];
  const headers = new Headers(init.headers);
  if (token !== undefined && token !== '') headers.set('Authorization', `Bearer ${token}`);
  const response = await fetch(url, { ...init, headers });
  if (response.ok) return response;
  throw new Error(`${url.origin} answered ${response.status}: ${told(await response.text())}`);
}

/** What a refusal says: the sentence of a problem (RFC 9457), or whatever else came. */
function told(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    return typeof detail === 'string' ? detail : body;
  } catch {
    return body;
  }
}

function describe({ dryRun, createdAt, rows, missingSecrets }: RestoreReport): string {
  const counts = Object.entries(rows).map(([table, count]) => `  ${table}: ${count}\n`);
  const missing = missingSecrets.map(({ table, name, id }) => `  ${table}: ${name} (${id})\n`);
  const secrets = missing.length === 0 ? '' : `Sealed with another ENCRYPTION_KEY, to be entered again:\n${missing.join('')}`;
  return `${dryRun ? 'Would be restored' : 'Restored'} from ${createdAt}:\n${counts.join('')}${secrets}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

// What is remembered: how soon the embedded PostgreSQL can be used, how many rows a second the write queue writes, and what a noisy process costs the others.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../scripts/project.js';
import { startBenchFleet } from './bench-fleet.js';
import { callsFor } from './calls-for.js';
import { median, percentile, round } from './median.js';

const STARTS = 7;
const ROWS = 20_000;
const WRITES = 5;
const ROUNDS = 6;
const NOISE_MS = 4_000;
/** Lines a second that the noisy process says. */
const NOISE = 50_000;

const dist = join(root, 'packages/mcp-swagger-api/dist');
const require = createRequire(join(dist, 'main.js'));

/** The database of `DATA_DIR`: from its start to the first answer, in a directory that exists; then writes of health checks, through the queue and without it. */
export async function history() {
  const { startEmbeddedPostgres } = await import(join(dist, 'database/embedded-postgres/index.js'));
  const { WriteQueue } = await import(join(dist, 'database/write-queue/index.js'));
  const { readEnvironment } = await import(join(dist, 'config/environment.js'));
  const { schema } = await import(join(dist, 'database/schema.js'));
  const { HealthCheckEntity } = await import(join(dist, 'database/entities/health-check.entity.js'));
  const { DataSource } = await import(require.resolve('typeorm').replace(/index\.js$/, 'index.mjs'));
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-history-'));
  const start = () => startEmbeddedPostgres({ dataDir: folder, log: () => {} });
  const open = async ({ host, port, user: username, database }) => new DataSource({ type: 'postgres', host, port, username, database, ...schema }).initialize();
  let postgres = await start();
  let source = await open(postgres);
  try {
    await source.runMigrations();
    const starts = [];
    for (let index = 0; index < STARTS; index += 1) {
      await source.destroy();
      await postgres.stop();
      const begun = performance.now();
      postgres = await start();
      source = await open(postgres);
      await source.query('SELECT count(*) FROM servers');
      starts.push(performance.now() - begun);
    }
    const queue = new WriteQueue(source, readEnvironment({ WRITE_QUEUE_ROWS: String(ROWS) }));
    const insert = (manager, rows) => manager.createQueryBuilder().insert().into(HealthCheckEntity).values(rows).orIgnore().execute();
    const lane = queue.lane({ name: 'health_checks', write: insert });
    const [queued, plain] = [[], []];
    for (let index = 0; index <= WRITES; index += 1) {
      const rowsOf = () => Array.from({ length: ROWS }, (_, row) => ({ id: crypto.randomUUID(), serverId: crypto.randomUUID(), at: new Date(Date.now() - row), probe: 'mcp', healthy: true, latencyMs: 1.5, eventLoopDelayMs: null, error: null }));
      const [first, second] = [rowsOf(), rowsOf()];
      const begun = performance.now();
      for (const row of first) lane.push(row);
      while (queue.figures.waiting > 0) await queue.flush();
      const between = performance.now();
      // The floor: the same rows by PostgreSQL's own client, 500 in a statement, one statement after the other.
      const client = await source.driver.master.connect();
      for (let from = 0; from < ROWS; from += 500) {
        const batch = second.slice(from, from + 500);
        const values = batch.map((_, row) => `(${Array.from({ length: 8 }, (__, column) => `$${row * 8 + column + 1}`).join(',')})`).join(',');
        await client.query('BEGIN');
        await client.query(`INSERT INTO health_checks (id, server_id, at, probe, healthy, latency_ms, event_loop_delay_ms, error) VALUES ${values} ON CONFLICT DO NOTHING`, batch.flatMap((row) => Object.values(row)));
        await client.query('COMMIT');
      }
      client.release();
      // The first round compiles.
      if (index === 0) continue;
      queued.push(between - begun);
      plain.push(performance.now() - between);
    }
    const perSecond = (times) => Math.round(ROWS / (median(times) / 1_000));
    return [
      { figure: 'embedded PostgreSQL, start to first answer in an existing directory, median', value: round(median(starts)), unit: 'ms' },
      { figure: 'the same, slowest', value: round(Math.max(...starts)), unit: 'ms' },
      { figure: 'rows of history written a second by the queue', value: perSecond(queued), unit: 'rows/s' },
      { figure: 'the same by the bare client', value: perSecond(plain), unit: 'rows/s' },
      { figure: 'the queue as a share of the bare client', value: round(median(queued.map((ms, index) => plain[index] / ms))), unit: 'x' },
    ];
  } finally {
    await source.destroy();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Calls of three quiet servers, with and without a fourth that says 50,000 lines a second on stderr, in turn. */
export async function noise({ rounds = ROUNDS } = {}) {
  const prelude = `let timer;
const lines = Array.from({ length: ${NOISE / 50} }, (_, index) => 'info  line ' + index + ' of a process that says very much indeed\\n').join('');
process.on('SIGUSR2', () => (timer = timer === undefined ? setInterval(() => process.stderr.writableLength < 4e6 && process.stderr.write(lines), 20) : void clearInterval(timer)));`;
  const { url, send, ids, stop } = await startBenchFleet({ prelude, servers: Array.from({ length: 4 }, () => ({})) });
  try {
    await send('POST', '/api/servers/batch?wait=true', { ids, action: 'start' });
    const [noisy, ...others] = ids;
    const { pid } = await send('GET', `/api/processes/${noisy}`);
    const received = async () => (await send('GET', `/api/processes/${noisy}/logs?limit=1`)).counts.received;
    await callsFor(url, others, 1_000);
    const seen = [];
    let lines = 0;
    for (let index = 0; index < rounds; index += 1) {
      const quiet = await callsFor(url, others, NOISE_MS);
      const before = await received();
      process.kill(pid, 'SIGUSR2');
      const loud = await callsFor(url, others, NOISE_MS);
      lines += (await received()) - before;
      process.kill(pid, 'SIGUSR2');
      await delay(500);
      seen.push({ quiet, loud });
    }
    const ratio = (p) => round(median(seen.map(({ quiet, loud }) => percentile(loud, p) / percentile(quiet, p))));
    return [
      { figure: 'lines a second of a noisy process that the API read', value: Math.round(lines / ((rounds * NOISE_MS) / 1_000)), unit: 'lines/s' },
      { figure: 'a call of another server without it, median', value: round(median(seen.flatMap(({ quiet }) => quiet))), unit: 'ms' },
      { figure: 'the same with it, as a multiple, median', value: ratio(50), unit: 'x' },
      { figure: 'the same, p95', value: ratio(95), unit: 'x' },
    ];
  } finally {
    await stop();
  }
}

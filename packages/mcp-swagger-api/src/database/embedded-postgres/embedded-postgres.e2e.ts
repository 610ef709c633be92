import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClientHost, socketPath } from './client-host.js';
import type { EmbeddedPostgres } from './index.js';
import { stopLeftover } from './leftover.js';
import { findPackage, programsIn } from './programs.js';
import { DataDirectories } from './testing/data-directories.js';
import { connect, query } from './testing/query.js';

const directories = new DataDirectories();
const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;

afterAll(() => directories.removeAll());

describe('a first start', () => {
  const lines: string[] = [];
  let dataDir: string;
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    dataDir = await directories.empty();
    server = await directories.start(dataDir, { log: (line) => lines.push(line) });
  });

  it('answers queries, durably, in UTF-8, and without a TCP port', async () => {
    const [settings] = await query(
      server,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages,
        current_setting('listen_addresses') AS addresses, current_setting('server_encoding') AS encoding, lower('ÄÉ连') AS lower`,
    );
    expect(settings).toEqual({ fsync: 'on', commit: 'on', pages: 'on', addresses: '', encoding: 'UTF8', lower: 'äé连' });
    expect(server).not.toHaveProperty('password');
    expect(server.replacedLeftover).toBe(false);
  });

  it('refuses a data directory that is in use, and leaves its server alone', async () => {
    await expect(directories.start(dataDir)).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: `The data directory ${dataDir} is in use by process ${process.pid}; stop it, or set DATA_DIR to another directory.`,
    });
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps other users of the machine out', async () => {
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
  });

  itAsRoot('refuses the connection of another user', async () => {
    const script = `require('net').connect(process.argv[1]).on('connect', () => process.exit(0)).on('error', (e) => { process.stdout.write(e.code); process.exit(1); })`;
    const stranger = spawn(process.execPath, ['-e', script, socketPath(server.host)], { uid: 65_533, gid: 65_533, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
    const [[said]] = await Promise.all([once(stranger.stdout, 'data'), once(stranger, 'exit')]);
    expect(String(said)).toBe('EACCES');
  });

  it('tells a failed statement to its client and keeps its values out of the log', async () => {
    await expect(query(server, `SELECT 'hunter2'::int`)).rejects.toThrow('hunter2');
    // The log is read in order: what is said at the end comes after anything about the statement.
    await server.stop();
    expect(lines).toEqual(expect.arrayContaining(['LOG:  database system is ready to accept connections', 'LOG:  database system is shut down']));
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});

describe('startEmbeddedPostgres', () => {
  it('keeps its data over a stop, and says how it ended', async () => {
    const dataDir = await directories.withCluster();
    const first = await directories.start(dataDir);
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await first.exited).toEqual({ code: 0, signal: null });
    const second = await directories.start(dataDir);
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('stops although a client is in the middle of a query', async () => {
    const server = await directories.start(await directories.withCluster());
    const client = await connect(server);
    const cut = client.query('SELECT pg_sleep(600)').catch((error: unknown) => error);
    await server.stop();
    expect(await cut).toBeInstanceOf(Error);
    await client.end().catch(() => {});
  });

  it('tells when the server was killed, and recovers what was committed, past a process that was too busy to notice', async () => {
    const dataDir = await directories.withCluster();
    const server = await directories.start(dataDir);
    await query(server, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number');
    const busy = await connect(server);
    const cut = busy.query('SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000000) b').catch((error: unknown) => error);
    const active = `SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM gen%' AND state = 'active' AND pid <> pg_backend_pid()`;
    while ((await query(server, active)).length === 0) await new Promise(setImmediate);
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const next = await directories.start(dataDir);
    expect(await query(next, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 1000 }]);
    await cut;
    await busy.end().catch(() => {});
  });

  it('refuses a data directory whose server answers although no process of its number is to be seen', async () => {
    const clusterDirectory = await directories.empty('postgres');
    const dataDir = join(clusterDirectory, '..');
    await writeFile(join(clusterDirectory, 'postmaster.pid'), '4194305\n');
    const socket = socketPath(clusterDirectory);
    const foreign = createServer().listen(socket);
    await once(foreign, 'listening');
    const programs = programsIn((await findPackage()).native);
    await expect(stopLeftover({ dataDir, clusterDirectory, socket, programs })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringContaining('another container'),
    });
    foreign.close();
  });

  it('starts past the files of a killed server whose number is now another process of its user', async () => {
    const dataDir = await directories.withCluster();
    const clusterDirectory = join(dataDir, 'postgres');
    const { uid, gid } = await stat(clusterDirectory);
    const other = spawn('sleep', ['600'], { uid, gid, cwd: '/', stdio: 'ignore' });
    const written = `${other.pid}\n${clusterDirectory}\n${Math.floor(Date.now() / 1000)}\n5432\n.\n\n\nready   \n`;
    for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      await writeFile(join(clusterDirectory, name), written, { mode: 0o600 });
      await chown(join(clusterDirectory, name), uid, gid);
    }
    try {
      const server = await directories.start(dataDir);
      expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(server.replacedLeftover).toBe(false);
      expect(other.exitCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('works in a data directory whose path is too long for a socket, also through a link', async () => {
    const dataDir = await directories.withCluster('long-'.repeat(20), '目录'.repeat(20));
    const server = await directories.start(dataDir);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const shortDirectory = await directories.empty();
    for (const attempt of ['first', 'after a kill']) {
      const link = await openClientHost(join(dataDir, 'postgres'), 'darwin', shortDirectory);
      expect({ attempt, rows: await query({ ...server, host: link.path }, 'SELECT 1 AS one') }).toEqual({ attempt, rows: [{ one: 1 }] });
      if (attempt === 'after a kill') await link.close();
    }
    expect(await readdir(shortDirectory)).toEqual([]);
  });

  itAsRoot('works below a directory that is closed to all but root', async () => {
    const dataDir = await directories.empty('closed', 'data');
    await chmod(join(dataDir, '..'), 0o700);
    const first = await directories.start(dataDir);
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await directories.start(dataDir);
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('ends a cancelled start and leaves no cluster and no lock', async () => {
    const dataDir = await directories.empty();
    const abort = new AbortController();
    const start = directories.start(dataDir, { signal: abort.signal });
    const refused = expect(start).rejects.toMatchObject({ code: 'ABORTED' });
    while (!(await readdir(dataDir)).some((name) => name.startsWith('postgres.new-'))) await new Promise(setImmediate);
    abort.abort();
    await refused;
    // Copies of the programs, where this checkout is closed to the server's user, serve the next start.
    expect((await readdir(dataDir)).filter((name) => name !== 'postgres-programs')).toEqual([]);
  });

  it('gives the reason in the words of PostgreSQL when it does not start, and frees the data directory', async () => {
    const dataDir = await directories.withCluster();
    const settings = join(dataDir, 'postgres', 'postgresql.auto.conf');
    const before = await readFile(settings, 'utf8');
    await appendFile(settings, 'this is no setting\n');
    const lines: string[] = [];
    await expect(directories.start(dataDir, { log: (line) => lines.push(line) })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringMatching(/ended with code 1:\n.*syntax error in file/s),
    });
    expect(lines.join('\n')).toContain('syntax error in file');
    await writeFile(settings, before);
    expect(await query(await directories.start(dataDir), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

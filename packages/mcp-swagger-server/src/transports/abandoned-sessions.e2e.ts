import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('./testing/abandon-sessions.js', import.meta.url));

// Half a minute of work for one core, which a busy machine stretches tenfold.
it('gets all memory back from connections of every kind that were opened and abandoned, and pays at most 12 kB for an idle session', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', SCRIPT, '2000']);
  const { bytesPerSession, growth, growths } = JSON.parse(stdout) as { bytesPerSession: number; growth: number; growths: Record<string, number> };
  expect(bytesPerSession).toBeLessThanOrEqual(12_000);
  expect(growth).toBeLessThanOrEqual(0.05);
  expect(Object.keys(growths)).toEqual(['session', 'sessionWithStream', 'derived', 'subscription']);
  expect(Object.entries(growths).filter(([, one]) => one > 0.05)).toEqual([]);
}, 900_000);

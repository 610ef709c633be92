// What an idle session holds, with ten thousand of them open, and whether they leave anything behind.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../scripts/project.js';
import { round } from './median.js';

const SESSIONS = 10_000;
const script = join(root, 'packages/mcp-swagger-server/src/transports/testing/abandon-sessions.js');

export async function sessions() {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, String(SESSIONS)]);
  const { sessions: opened, bytesPerSession, growth } = JSON.parse(stdout);
  return [
    { figure: 'sessions open at once', value: opened, unit: '' },
    { figure: 'heap of an idle session', value: round(bytesPerSession / 1024), unit: 'kB' },
    { figure: 'heap after they all ended, against before', value: round(growth * 100), unit: '%' },
  ];
}

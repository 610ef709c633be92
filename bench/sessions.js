// What idle sessions hold, with ten thousand of them open, without a socket and with a stream each, and whether they leave anything behind.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../scripts/project.js';
import { round } from './median.js';

const SESSIONS = 10_000;
const scripts = join(root, 'packages/mcp-swagger-server/src/transports/testing');

async function run(script) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', join(scripts, script), String(SESSIONS)]);
  return JSON.parse(stdout);
}

export async function sessions() {
  const { sessions: opened, bytesPerSession, growth } = await run('abandon-sessions.js');
  const { open, bytesPerStream, residentMb, toldMs } = await run('hold-streams.js');
  return [
    { figure: 'sessions open at once, without a socket', value: opened, unit: '' },
    { figure: 'heap of an idle session', value: round(bytesPerSession / 1024), unit: 'kB' },
    { figure: 'heap after connections of every kind ended, against before', value: round(growth * 100), unit: '%' },
    { figure: 'sessions open at once, each with the stream of a GET', value: open, unit: '' },
    { figure: 'heap of a session with its stream', value: round(bytesPerStream / 1024), unit: 'kB' },
    { figure: 'resident memory of all of these', value: residentMb, unit: 'MB' },
    { figure: 'until all of these heard of a change', value: toldMs, unit: 'ms' },
  ];
}

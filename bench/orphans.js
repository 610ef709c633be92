// How long a child outlives a supervisor that is killed (SIGKILL): one at rest, and one whose event loop is blocked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../scripts/project.js';
import { benchDocument } from './calls/bench-api.js';
import { median, round } from './median.js';

const ROUNDS = 15;
const LONGEST_MS = 10_000;

const cli = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');
const onSignal = 'data:text/javascript,process.on("SIGUSR2",()=>{process.stderr.write("BLOCKED");for(;;);})';
const configure = JSON.stringify({ v: 1, command: 'configure', configuration: { serverId: 'orphan', name: 'orphan', document: { text: benchDocument('http://127.0.0.1:9') } } });
// What stands between us and the child: its stderr is ours, and it does nothing but have a child.
const supervisor = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['--import', ${JSON.stringify(onSignal)}, ${JSON.stringify(cli)}, '--managed'], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  child.stdin.write(${JSON.stringify(`${configure}\n`)});
  child.stdout.on('data', (chunk) => { if (String(chunk).includes('SERVER_STARTED')) console.log(child.pid); });`;

export async function orphans({ rounds = ROUNDS } = {}) {
  if (process.platform !== 'linux') return [];
  const [idle, blocked] = [[], []];
  for (let turn = 0; turn < rounds; turn += 1) {
    idle.push(await outlives(false));
    blocked.push(await outlives(true));
  }
  const figuresOf = (what, times) => [
    { figure: `an orphan ${what} lives on, median`, value: round(median(times)), unit: 'ms' },
    { figure: `an orphan ${what} lives on, at most`, value: round(Math.max(...times)), unit: 'ms' },
  ];
  return [...figuresOf('at rest', idle), ...figuresOf('with a blocked loop', blocked)];
}

/** In ms. */
async function outlives(isBlocked) {
  const parent = spawn(process.execPath, ['-e', supervisor], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  parent.stderr.on('data', (chunk) => (errors += chunk));
  const [line] = await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit').then(() => Promise.reject(new Error(`The child did not start: ${errors}`)))]);
  const pid = Number(line);
  if (isBlocked) {
    process.kill(pid, 'SIGUSR2');
    while (!errors.includes('BLOCKED')) await delay(5);
  }
  // One at rest has done with what a start leaves behind.
  await delay(300);
  parent.kill('SIGKILL');
  const begun = performance.now();
  while (isAlive(pid)) {
    if (performance.now() - begun > LONGEST_MS) {
      process.kill(pid, 'SIGKILL');
      throw new Error(`An orphan was alive after ${LONGEST_MS} ms.`);
    }
    await delay(1);
  }
  return performance.now() - begun;
}

/** A zombie, dead but not buried by its new parent, is not alive. */
function isAlive(pid) {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

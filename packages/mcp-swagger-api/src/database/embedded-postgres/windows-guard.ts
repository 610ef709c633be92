import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ORDERLY_STOP_SECONDS } from './guard-script.js';

/** What guard-script.ts does, for a system without sh and without signals: `node windows-guard.js PG_CTL POSTGRES ARGUMENTS`. */
function guard(pgCtl: string, postgres: string, args: string[]): void {
  const server = spawn(postgres, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
  server.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  server.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  if (server.pid === undefined) return;
  process.stdout.write(`${server.pid}\n`);
  const pid = String(server.pid);
  const send = (signal: 'INT' | 'QUIT') => execFile(pgCtl, ['kill', signal, pid], { windowsHide: true }, () => {});
  process.stdin.on('error', () => {});
  process.stdin.on('close', () => {
    send('INT');
    setTimeout(() => send('QUIT'), ORDERLY_STOP_SECONDS * 1_000);
  });
  process.stdin.resume();
}

const [pgCtl, postgres, ...args] = process.argv.slice(2);
if (pgCtl !== undefined && postgres !== undefined) guard(pgCtl, postgres, args);

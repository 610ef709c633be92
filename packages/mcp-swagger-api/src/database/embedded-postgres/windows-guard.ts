import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * What guard-script.ts does, for a system without sh and without signals. It is run as text (`node -e`), for the server's user may not be
 * able to read this checkout: so it imports nothing of ours. Arguments: the seconds of an orderly stop, pg_ctl, postgres and its arguments.
 */
function guard(stopSeconds: number, pgCtl: string, postgres: string, args: string[]): void {
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
    setTimeout(() => send('QUIT'), stopSeconds * 1_000);
  });
  process.stdin.resume();
}

const [stopSeconds, pgCtl, postgres, ...args] = process.argv.slice(1);
if (pgCtl !== undefined && postgres !== undefined) guard(Number(stopSeconds), pgCtl, postgres, args);

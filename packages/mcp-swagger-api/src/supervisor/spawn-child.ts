import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { codeOf } from '../common/error-facts.js';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What a child inherits of the API's environment: how to find programs, the time zone, the language and the way out. Never a secret. */
const INHERITED = ['PATH', 'TZ', 'LANG', 'LC_ALL', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'SystemRoot', 'TEMP', 'TMP'];

/** Spawns mcp-swagger-server in its own process group: three pipes, a clean environment, nothing but `--managed` in its arguments. */
export function spawnChild(script: string, cwd: string, env: NodeJS.ProcessEnv = process.env): Child {
  return spawn(process.execPath, [script, '--managed'], {
    cwd,
    env: Object.fromEntries(INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Signals the child and all that it started. A group that is gone already is no error. */
export function killGroup(child: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

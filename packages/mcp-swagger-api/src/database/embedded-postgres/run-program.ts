import { execFile } from 'node:child_process';
import type { ServerUser } from './server-user.js';

export interface ProgramRun {
  code: number | null;
  /** ENOENT, EACCES and the like: it did not even start. */
  systemCode: string | undefined;
  output: string;
}

interface RunOptions {
  user: ServerUser | undefined;
  cwd?: string;
  signal?: AbortSignal | undefined;
  timeoutMs: number;
}

const MAX_OUTPUT_BYTES = 256 * 1024;

/** What PostgreSQL's programs inherit: enough to run, nothing secret, and messages in English. */
export function serverEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const needed = ['PATH', 'SystemRoot', 'ComSpec', 'TEMP', 'TMP'].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...Object.fromEntries(needed), LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end and gives what it printed to both streams; only an abort rejects. */
export async function runProgram(program: string, args: string[], { user, cwd, signal, timeoutMs }: RunOptions): Promise<ProgramRun> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const options = { ...user, cwd, signal, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES, env: serverEnvironment(), windowsHide: true } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (signal?.aborted === true) {
        reject(new Error(`${program} was cancelled`, { cause: signal.reason }));
        return;
      }
      const code = error === null ? 0 : error.code;
      resolve({
        code: typeof code === 'number' ? code : null,
        systemCode: typeof code === 'string' ? code : undefined,
        output: `${stdout}\n${stderr}`.trim(),
      });
    });
  });
}

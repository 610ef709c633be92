import { nodeFlags } from './node-flags.js';
import type { ProcessSpec } from './process-spec.js';

/** A script is run by our own Node, anything else by the system. */
const SCRIPT = /\.[cm]?js$/i;

/** Lowers what it may open, then becomes the program that follows: the number of the process stays. */
const WITH_OPEN_FILES = 'ulimit -n "$0" && exec "$@"';

type Run = Pick<ProcessSpec, 'script' | 'program' | 'cwd' | 'memoryLimitBytes' | 'openFilesLimit' | 'confined'>;

/** What is to be run: the program as it was given, or the script with nothing but `--managed` behind it. `node`: our own Node, its version like 20.19.0. */
export function processCommand(run: Run, node: { path: string; version: string }): [command: string, args: string[]] {
  const { program, openFilesLimit } = run;
  const [command, args] = program === undefined ? ownCommand(run, node) : [program.command, [...program.args]];
  return openFilesLimit === undefined ? [command, args] : ['/bin/sh', ['-c', WITH_OPEN_FILES, String(openFilesLimit), command, ...args]];
}

function ownCommand(run: Run, node: { path: string; version: string }): [command: string, args: string[]] {
  const { script } = run;
  return SCRIPT.test(script) ? [node.path, [...nodeFlags(run, node.version), script, '--managed']] : [script, ['--managed']];
}

/** What this machine has: `hardOpenFiles`, the most that we may grant, where it is told. */
export interface Machine {
  platform: NodeJS.Platform;
  hardOpenFiles: number | undefined;
}

/** Which of the limits that are asked for cannot be had here, in a sentence that says what to do, or undefined when all can. */
export function unavailableLimit({ script, openFilesLimit, confined }: Run, { platform, hardOpenFiles }: Machine): string | undefined {
  if (confined === true && !SCRIPT.test(script)) {
    return `The permission model is Node's, and ${script} is not a script that the API runs by Node; set confined to false for this server, or PROCESS_PERMISSION_MODEL for all.`;
  }
  if (openFilesLimit === undefined) return undefined;
  if (platform === 'win32') return 'Windows has no limit of open files for a process; take limits.openFiles or PROCESS_OPEN_FILES away.';
  if (hardOpenFiles !== undefined && openFilesLimit > hardOpenFiles) {
    return `A limit of ${openFilesLimit} open files was asked for, and the API itself may have ${hardOpenFiles}; lower limits.openFiles or PROCESS_OPEN_FILES, or raise the API's own (ulimit -Hn).`;
  }
  return undefined;
}

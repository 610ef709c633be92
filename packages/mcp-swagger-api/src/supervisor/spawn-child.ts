import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { sayReason } from 'mcp-swagger-ipc';
import { codeOf, messageOf } from '../common/error-facts.js';
import { processCommand } from './process-command.js';
import type { ProcessSpec } from './process-spec.js';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Programs keep what they download below it. */
const INHERITED_BY_PROGRAMS = ['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'];

/** The pipe for our contract where the standard ones belong to MCP. */
const CONTRACT_PIPE = 3;

/** What a child inherits of the API's environment: how to find programs, the time zone, the language, the way out and whose certificates are good. Never a secret. */
const INHERITED = ['PATH', 'TZ', 'LANG', 'LC_ALL', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS', 'SystemRoot', 'TEMP', 'TMP'];

/** The variable by which a child is known again. */
export const MARKER = 'MCP_SWAGGER_PROCESS';

/** Codes of a failed spawn that say nothing of the script: the machine or the API has too much open just now. */
const PASSING = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** A child could not be spawned. `mayPass`: the same attempt may succeed later. */
export interface SpawnFailure {
  reason: string;
  mayPass: boolean;
}

/** What to tell of an error of `spawn`, thrown or emitted. */
export function toSpawnFailure(error: unknown): SpawnFailure {
  const mayPass = PASSING.has(codeOf(error) ?? '');
  return { reason: sayReason(mayPass ? 'NO_ROOM' : 'NOT_SPAWNED', { reason: messageOf(error) }), mayPass };
}

/**
 * Spawns mcp-swagger-server, or the program that runs in its place, in its own process group: pipes, a clean environment with the marker and
 * what a program was given, nothing but `--managed` in our own arguments. Throws what `spawn` throws.
 */
export function spawnChild(spec: ProcessSpec, marker: string, env: NodeJS.ProcessEnv = process.env): Child {
  const { program } = spec;
  const [command, args] = processCommand(spec, { path: process.execPath, version: process.versions.node });
  const child: ChildProcess = spawn(command, args, {
    cwd: spec.cwd,
    env: { ...inherited(env, program === undefined ? INHERITED : [...INHERITED, ...INHERITED_BY_PROGRAMS]), ...program?.environment, [MARKER]: marker },
    stdio: hasContractPipe(spec) ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (hasPipes(child)) return child;
  // Out of file descriptors, spawn neither throws nor makes pipes; it tells the error later, when nobody can listen any more.
  child.on('error', () => {});
  throw Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' });
}

/** Over stdio the contract has a pipe of its own; programs that are not ours do not know it. */
function hasContractPipe({ program, configuration }: ProcessSpec): boolean {
  return program === undefined && configuration.transport === 'stdio';
}

/** Where our contract is spoken with a child; undefined with one that does not know it. */
export function contractPipes(spec: ProcessSpec, child: Child): { output: Readable; input: Writable } | undefined {
  if (spec.program !== undefined) return undefined;
  const pipe = hasContractPipe(spec) ? (child.stdio as unknown[])[CONTRACT_PIPE] : undefined;
  return isDuplex(pipe) ? { output: pipe, input: pipe } : { output: child.stdout, input: child.stdin };
}

function inherited(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

function isDuplex(value: unknown): value is Duplex {
  return typeof value === 'object' && value !== null && 'write' in value && 'read' in value;
}

function hasPipes(child: ChildProcess): child is ChildProcess & Child {
  return Boolean(child.stdin) && Boolean(child.stdout) && Boolean(child.stderr);
}

/** Signals the child and all that it started. A group that is gone already is no error. */
export function killGroup(child: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid !== undefined) signalGroup(child.pid, signal);
}

/** The same by its number. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    // Windows has no groups.
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

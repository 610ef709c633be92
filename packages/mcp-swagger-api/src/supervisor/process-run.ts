import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type ChildMessage, encodeCommand, type Heartbeat, type ServerStarted, sayReason } from 'mcp-swagger-ipc';
import type { Client } from '@modelcontextprotocol/client';
import { type Channel, ChildChannel } from './child-channel.js';
import { ChildStderr } from './child-stderr.js';
import { type Exit } from './exit-reason.js';
import type { IpcMeter } from './ipc-meter.js';
import { redact } from '../common/redact.js';
import { keptLine } from './kept-line.js';
import { machine } from './machine.js';
import { isOwnEndpoint } from './own-endpoint.js';
import { unavailableLimit } from './process-command.js';
import type { ProcessSpec } from './process-spec.js';
import type { ResourceSample } from './resource-sampler.js';
import { type Child, contractPipes, killGroup, spawnChild, type SpawnFailure, toSpawnFailure } from './spawn-child.js';
import { connectOwn } from './stdio/connect-own.js';
import { PipeTransport } from './stdio/pipe-transport.js';
import { ProgramChannel } from './stdio/program-channel.js';

/** A descendant outside the group that holds the pipes must not keep a dead child from counting as closed. */
const PIPE_LINGER_MS = 1_000;

/** Unless we are behind with reading what the child itself said: then so many times as long at most. */
const MAX_LINGERS = 20;

/** A program that was told that nothing comes any more ends by itself in this time, or is signalled. */
const END_OF_INPUT_MS = 2_000;

const MOST_OF_AN_ADDRESS = 200;

export interface RunListener {
  message(message: ChildMessage): void;
  /** Whether one more line that is not of the contract may be read now. */
  mayRead(): boolean;
  /** Lines that are not of the contract, raw; `unread`: how many more there were. */
  lines(stream: 'stdout' | 'stderr', lines: string[], unread: number): void;
  invalid(detail: string): void;
  closed(exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): void;
}

/** Whom a process serves: whoever comes, or, over pipes, the one session that it was started for. */
export type Serves = 'all' | 'one-session';

/** One life of a process, from its spawn to the close of its pipes: the only place that holds a child. Times: epoch ms. */
export class ProcessRun {
  readonly startedAt = Date.now();
  readonly channel: Channel | undefined;
  /** Where it speaks MCP, unless it listens on a port. */
  readonly pipe: PipeTransport | undefined;
  readonly pid: number | null;
  /** Tells this process from all others, in its environment. */
  readonly marker: string;
  readyAt: number | undefined;
  started: ServerStarted | undefined;
  resources: ResourceSample | undefined;
  heartbeat: (Heartbeat & { at: number }) | undefined;
  /** Why it was found ill, and what it said was wrong before it was ready. */
  unhealthy: string | undefined;
  fatal: { code: string; message: string } | undefined;
  invalidLines = 0;
  /** Lets go of whoever measures it. */
  unwatch: () => void = () => {};

  readonly #child: Child | undefined;
  #stderr: ChildStderr | undefined;
  /** On the clock that does not jump. */
  #readyAtMs: number | undefined;
  #termTimer: NodeJS.Timeout | undefined;
  #killTimer: NodeJS.Timeout | undefined;
  #client: Promise<Client> | undefined;
  #isClosed = false;

  constructor(
    readonly spec: ProcessSpec,
    readonly generation: number,
    preferredPort: number | undefined,
    private readonly listener: RunListener,
    meter?: IpcMeter,
    serves: Serves = 'all',
  ) {
    this.marker = `${spec.serverId}:${randomUUID()}`;
    const child = spawnOrSayWhyNot(spec, this.marker);
    if ('reason' in child) {
      this.pid = null;
      // The owner must know of this run before it hears of its end.
      queueMicrotask(() => listener.closed({ code: null, signal: null, spawnError: child }));
      return;
    }
    this.#child = child;
    this.pid = child.pid ?? null;
    if (spec.configuration.transport === 'stdio') this.pipe = new PipeTransport({ input: child.stdin, output: child.stdout }, { text: (line) => this.#print(line), invalid: (detail) => this.#misunderstood(detail) });
    this.channel = this.#openChannel(child, serves, meter);
    this.#stderr = new ChildStderr(child.stderr, { mayRead: () => listener.mayRead(), lines: (lines, unread) => listener.lines('stderr', lines, unread) }, (line) => keptLine(redact(line, spec.serverId)));
    this.#watchEnd(child);
    if (spec.program === undefined) child.stdin.write(encodeCommand({ command: 'configure', configuration: { ...spec.configuration, preferredPort: preferredPort ?? spec.configuration.preferredPort } }));
  }

  /** Whoever speaks MCP with it over its pipes; one for all, for there is one pair of them. Rejects when it does not speak it. */
  client(): Promise<Client> {
    const { pipe, channel } = this;
    if (pipe === undefined) return Promise.reject(new Error('It listens on a port; connect to that.'));
    this.#client ??= channel instanceof ProgramChannel ? channel.ready : connectOwn(pipe);
    return this.#client;
  }

  /** The last lines that it said on stderr, without secrets, oldest first. */
  get lastWords(): string[] {
    return this.#stderr?.last ?? [];
  }

  /** Where it serves. */
  get place(): { generation: number; endpoint: string | null } {
    return { generation: this.generation, endpoint: this.started?.endpoint ?? null };
  }

  /** Since it was ready, in ms. */
  get uptimeMs(): number | null {
    return this.#readyAtMs === undefined ? null : Math.round(performance.now() - this.#readyAtMs);
  }

  /** Asks it to let calls in flight finish and to end; after `graceMs` it is killed. */
  stop(graceMs: number): void {
    if (this.#isClosed) return;
    // The command says how long a call in flight may take; the signal reaches a child that does not read.
    this.channel?.send({ command: 'stop', graceMs: Math.round(graceMs * 0.8) });
    if (this.spec.program === undefined) this.signal('SIGTERM');
    else this.#closeThenSignal(graceMs);
    this.#killTimer ??= setTimeout(() => this.signal('SIGKILL'), graceMs);
  }

  /** Ends it at once, for this reason. */
  condemn(reason: string): void {
    this.unhealthy = reason;
    this.signal('SIGKILL');
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    // The number of a process that is gone may be another's.
    if (this.#child !== undefined && !this.#isClosed) killGroup(this.#child, signal);
  }

  /** MCP 2025-11-25, Lifecycle, Shutdown: the end of its input first, then signals. */
  #closeThenSignal(graceMs: number): void {
    void this.pipe?.close();
    this.#termTimer ??= setTimeout(() => this.signal('SIGTERM'), Math.min(END_OF_INPUT_MS, graceMs / 2));
  }

  /** What of our contract a child speaks. A program has none, and for one that serves one session its client finds out how it is. */
  #openChannel(child: Child, serves: Serves, meter: IpcMeter | undefined): Channel | undefined {
    const { spec } = this;
    const contract = contractPipes(spec, child);
    if (contract !== undefined) {
      return new ChildChannel(contract.output, contract.input, { message: (message) => this.#receive(message), text: (line) => this.#print(line), invalid: (detail) => this.#misunderstood(detail) }, spec.policy.maxLineBytes, meter);
    }
    if (serves === 'one-session' || this.pipe === undefined || this.pid === null) return undefined;
    const { readyTimeoutMs: timeoutMs, healthCheckIntervalMs: checkIntervalMs } = spec.policy;
    const failed = (reason: string): void => this.condemn(redact(reason, spec.serverId));
    return new ProgramChannel(this.pipe, { message: (message) => this.#receive(message), failed }, { pid: this.pid, timeoutMs, checkIntervalMs });
  }

  #misunderstood(detail: string): void {
    this.invalidLines += 1;
    this.listener.invalid(detail);
  }

  #receive(message: ChildMessage): void {
    // Its only client is the API; who is behind that, the gateway tells.
    if (this.pipe !== undefined && (message.type === 'CONNECTION_EVENT' || message.type === 'CONNECTION_STATS')) return;
    if (message.type === 'SERVER_STARTED') {
      const foreign = this.#foreignEndpoint(message.data);
      if (foreign !== undefined) {
        this.condemn(`It said that it listens at ${JSON.stringify(redact(foreign.slice(0, MOST_OF_AN_ADDRESS), this.spec.serverId))}, which is not at the host that it was told to bind to.`);
        return;
      }
      this.readyAt = Date.now();
      this.#readyAtMs = performance.now();
      this.started = message.data;
    }
    if (message.type === 'TOOLS_CHANGED' && this.started !== undefined) this.started = { ...this.started, toolCount: message.data.toolCount };
    if (message.type === 'HEARTBEAT') this.heartbeat = { ...message.data, at: Date.now() };
    // The child hides its secrets itself; what it says is not taken on trust.
    if (message.type === 'ERROR') message.data.message = redact(message.data.message, this.spec.serverId);
    if (message.type === 'ERROR' && this.readyAt === undefined) this.fatal = { code: message.data.code, message: message.data.message };
    this.listener.message(message);
  }

  /** Clients would be led there, with all that they prove themselves with. */
  #foreignEndpoint({ endpoint }: ServerStarted): string | undefined {
    return endpoint === undefined || isOwnEndpoint(endpoint, this.spec.configuration.host ?? '127.0.0.1') ? undefined : endpoint;
  }

  /** A line on stdout that is not of the contract. */
  #print(line: string): void {
    // What came with it would stay in memory as long as the line.
    if (this.listener.mayRead()) this.listener.lines('stdout', [Buffer.from(line).toString()], 0);
    else this.listener.lines('stdout', [], 1);
  }

  /** `close` is the only event that every end has in common; a failed spawn has no `exit`. */
  #watchEnd(child: Child): void {
    let spawnError: SpawnFailure | undefined;
    child.on('error', (error) => {
      spawnError ??= child.pid === undefined ? toSpawnFailure(error) : undefined;
    });
    child.once('exit', () => {
      killGroup(child, 'SIGKILL');
      this.#letGo(child, MAX_LINGERS);
    });
    child.once('close', (code, signal) => {
      this.#isClosed = true;
      clearTimeout(this.#termTimer);
      clearTimeout(this.#killTimer);
      this.unwatch();
      this.channel?.close();
      this.listener.closed({ code, signal, spawnError });
    });
  }

  #letGo(child: Child, lingers: number): void {
    setTimeout(() => {
      if (lingers > 1 && child.stdio.some(isUnread)) return this.#letGo(child, lingers - 1);
      for (const pipe of child.stdio) pipe?.destroy();
    }, PIPE_LINGER_MS).unref();
  }
}

/** True while what it said waits for its turn. */
function isUnread(pipe: unknown): boolean {
  return pipe instanceof Readable && pipe.isPaused();
}

function spawnOrSayWhyNot(spec: ProcessSpec, marker: string): Child | SpawnFailure {
  const { script, cwd, program } = spec;
  if (program === undefined && !existsSync(script)) return { reason: sayReason('NO_SCRIPT', { script }), mayPass: false };
  if (!existsSync(cwd)) return { reason: sayReason('NO_FOLDER', { folder: cwd }), mayPass: false };
  const unavailable = unavailableLimit(spec, machine());
  if (unavailable !== undefined) return { reason: unavailable, mayPass: false };
  try {
    return spawnChild(spec, marker);
  } catch (error) {
    return toSpawnFailure(error);
  }
}

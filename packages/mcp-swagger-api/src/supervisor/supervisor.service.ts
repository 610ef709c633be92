import type { Client } from '@modelcontextprotocol/client';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type ChildMessage, type IpcView, type ProcessView, sayReason } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { LineRate } from '../common/line-rate.js';
import { withFields } from '../common/with-fields.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import type { Question } from './child-channel.js';
import { forgetMeasurements, measureProcesses } from './measure-processes.js';
import type { ProcessEnd } from './process-end.js';
import type { ProcessPolicy, ProcessSpec } from './process-spec.js';
import type { ReloadOutcome } from './reload-outcome.js';
import type { ProcessListener } from './process-listener.js';
import { ProcessPast } from './process-past.js';
import { ProcessRecords } from './process-records.js';
import type { ReplaceOutcome } from './replacement.js';
import { ResourceSampler } from './resource-sampler.js';
import { signalGroup } from './spawn-child.js';
import { Gate } from '../common/gate.js';
import { type SessionProcess, SessionRuns } from './stdio/session-runs.js';
import { SupervisedProcess } from './supervised-process.js';

/** How many processes may be starting at once. */
export const CONCURRENT_STARTS = Symbol('CONCURRENT_STARTS');

/** A leak is found within seconds, and looking costs little. */
const SAMPLE_INTERVAL_MS = 5_000;

/** What a process says at its start, or of its end, may be so many seconds' worth at once. */
const BURST_SECONDS = 5;

/** All supervised processes by server id, and the mouth of them all: what they do becomes events. */
@Injectable()
export class SupervisorService implements BeforeApplicationShutdown {
  readonly #processes = new Map<string, SupervisedProcess>();
  /** The processes that serve one session each, by server id. */
  readonly #sessions = new Map<string, SessionRuns>();
  readonly #gate: Gate;
  readonly #sampler = new ResourceSampler(measureProcesses, SAMPLE_INTERVAL_MS);
  #closing = false;
  #closeSession: (serverId: string, sessionId: string, reason: string) => boolean = () => false;

  constructor(
    private readonly events: AppEventEmitter,
    @Inject(CONCURRENT_STARTS) concurrentStarts: number,
    private readonly records: ProcessRecords,
  ) {
    this.#gate = new Gate(concurrentStarts);
  }

  /** Begins; `settled` says how it went. */
  start(spec: ProcessSpec): void {
    if (!this.#closing) this.#process(spec).start(spec);
  }

  restart(spec: ProcessSpec): void {
    if (this.#closing) return;
    void this.#sessions.get(spec.serverId)?.endAll();
    this.#process(spec).restart(spec);
  }

  /** Resolves when the child is gone. */
  async stop(serverId: string): Promise<void> {
    await Promise.all([this.#processes.get(serverId)?.stop(), this.#sessions.get(serverId)?.endAll()]);
  }

  /** Stops it sooner than its own grace would: all of its processes are killed after `graceMs`. Resolves when they are gone. */
  async end(serverId: string, graceMs: number): Promise<void> {
    const process = this.#processes.get(serverId);
    if (process === undefined) return;
    const kill = setTimeout(() => {
      const { pid, replacement, draining } = process.view();
      for (const each of [pid, replacement?.pid, ...draining.map((run) => run.pid)]) if (each != null) signalGroup(each, 'SIGKILL');
    }, graceMs);
    await process.stop();
    clearTimeout(kill);
  }

  /** Stops it and forgets it. */
  async remove(serverId: string): Promise<void> {
    await this.stop(serverId);
    this.#processes.delete(serverId);
    this.#sessions.delete(serverId);
  }

  /** Gives a running process another specification without a restart, where that is possible. */
  async reload(spec: ProcessSpec, always = false): Promise<ReloadOutcome> {
    const outcome = (await this.#processes.get(spec.serverId)?.reload(spec, always)) ?? { kind: 'restart-needed' };
    if (outcome.kind === 'reloaded') this.#sessions.get(spec.serverId)?.reload(spec);
    return outcome;
  }

  /** Starts a process of the new specification beside the running one, which drains when the new one is ready. Resolves then, or when it has failed. */
  async replace(spec: ProcessSpec): Promise<ReplaceOutcome> {
    const outcome = (await this.#processes.get(spec.serverId)?.replace(spec)) ?? { kind: 'restart-needed' };
    if (outcome.kind === 'replaced') void this.#sessions.get(spec.serverId)?.endAll();
    return outcome;
  }

  /** A change was refused before it came to the process. */
  noteRefusedReload(serverId: string, error: string): void {
    this.#processes.get(serverId)?.noteReload(error);
  }

  view(serverId: string): ProcessView | undefined {
    return this.#processes.get(serverId)?.view();
  }

  views(): ProcessView[] {
    return [...this.#processes.values()].map((process) => process.view());
  }

  /** What is remembered of a server's processes. */
  past(serverId: string): ProcessPast {
    return this.#processes.get(serverId)?.past ?? new ProcessPast();
  }

  /** What came over the pipes of each server's processes, by server id. */
  ipc(): Map<string, IpcView> {
    return new Map([...this.#processes].map(([serverId, process]) => [serverId, process.ipc.view()]));
  }

  resetIpc(): void {
    for (const process of this.#processes.values()) process.ipc.reset();
  }

  async settled(serverId: string, timeoutMs: number): Promise<ProcessView | undefined> {
    return this.#processes.get(serverId)?.settled(timeoutMs);
  }

  /** Whoever speaks MCP with a process that has pipes and no port. */
  client(serverId: string): Promise<Client> {
    return this.#processes.get(serverId)?.run?.client() ?? Promise.reject(new Error('The process is not running.'));
  }

  /** A process of its own for a session, over its pipes. */
  openSession(serverId: string, sessionId: string): Promise<SessionProcess> {
    return this.#sessions.get(serverId)?.open(sessionId) ?? Promise.reject(new Error('The process is not running.'));
  }

  /** Sessions over pipes are kept by somebody else, who ends one when it is asked for; true when there was one. */
  onCloseSession(close: (serverId: string, sessionId: string, reason: string) => boolean): void {
    this.#closeSession = close;
  }

  ask(serverId: string, question: Question): Promise<ChildMessage> {
    if (question.command === 'close-session' && this.#closeSession(serverId, question.sessionId, question.reason ?? sayReason('OPERATOR_ENDED'))) {
      return Promise.resolve({ v: 1, type: 'COMMAND_RESULT', timestamp: Date.now(), data: { requestId: question.sessionId, success: true } });
    }
    const process = this.#processes.get(serverId);
    return process === undefined ? Promise.reject(new Error('The process is not running.')) : process.ask(question);
  }

  /** The children go first: while they drain, the API can still say what they do. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#processes.keys()].map((serverId) => this.stop(serverId)));
    await this.records.settled();
    forgetMeasurements();
  }

  #process(spec: ProcessSpec): SupervisedProcess {
    const known = this.#processes.get(spec.serverId);
    if (known !== undefined) return known;
    const listener = this.#listener(spec.serverId, spec.policy);
    const instruments = { sampler: this.#sampler, records: this.records };
    const process = new SupervisedProcess(spec, listener, this.#gate, instruments);
    const ended = (end: ProcessEnd): void => {
      process.past.ended(end);
      listener.remark(`Process ${end.pid ?? '-'} of a session ended. ${end.reason}`);
      listener.ended(end);
    };
    this.#sessions.set(spec.serverId, new SessionRuns({ listener, instruments, meter: process.ipc, another: () => another(process), ended }));
    this.#processes.set(spec.serverId, process);
    return process;
  }

  #listener(serverId: string, { parseErrorThreshold: threshold, linesPerSecond }: ProcessPolicy): ProcessListener {
    const rate = new LineRate(linesPerSecond, linesPerSecond * BURST_SECONDS);
    return {
      message: (generation, message) => this.#announce(serverId, generation, message),
      mayRead: () => rate.take(performance.now()),
      lines: (stream, lines, unread) => this.events.emit('process.lines', { serverId, timestamp: Date.now(), stream, lines, unread }),
      remark: (text) => this.events.emit('process.remark', { serverId, timestamp: Date.now(), text }),
      parseErrors: (errors, detail) => this.events.emit('mcp.parse.error.threshold', { serverId, timestamp: Date.now(), errors, threshold, detail }),
      checked: (check) => this.events.emit('process.checked', { serverId, timestamp: check.at, check: { ...check, at: toInstant(check.at) } }),
      changed: (process) => this.events.emit('process.state.changed', { serverId, timestamp: Date.now(), process }),
      ended: ({ generation, pid, code, signal, reason, expected, wasCurrent, at }) =>
        this.events.emit('mcp.process.exit', { serverId, timestamp: at, generation, pid, code, signal, reason, expected, wasCurrent }),
      replaced: (replaced) => this.events.emit('mcp.process.replaced', { serverId, timestamp: Date.now(), ...replaced }),
    };
  }

  /** One message of a child as one event of the API. */
  #announce(serverId: string, generation: number, message: ChildMessage): void {
    const from = { serverId, generation, timestamp: Date.now(), sentAt: message.timestamp };
    switch (message.type) {
      case 'SERVER_STARTED':
        return this.events.emit('mcp.server.started', withFields(from, message.data));
      case 'CONNECTION_EVENT':
        return this.events.emit('mcp.connection.event', withFields(from, message.data));
      case 'CONNECTION_STATS':
        return this.events.emit('mcp.connection.stats', withFields(from, message.data));
      case 'HEARTBEAT':
        return this.events.emit('mcp.heartbeat', withFields(from, message.data));
      case 'ERROR':
        return this.events.emit('mcp.error', withFields(from, message.data));
      case 'CALL':
        return this.events.emit('mcp.call', withFields(from, message.data));
      case 'HEALTH':
        return this.events.emit('mcp.health', withFields(from, message.data));
      case 'METRICS':
        return this.events.emit('mcp.metrics', withFields(from, message.data));
      case 'TOOLS_CHANGED':
        return this.events.emit('mcp.tools.changed', withFields(from, message.data));
      case 'COMMAND_RESULT':
      case 'REQUEST':
        // Whoever asked has the answer.
        return;
    }
  }
}

/** Of what a process beside the running one is made. Throws when none runs. */
function another(process: SupervisedProcess): { spec: ProcessSpec; generation: number } {
  if (process.run === undefined) throw new Error(`The server is ${process.state}.`);
  return { spec: process.run.spec, generation: process.nextGeneration() };
}

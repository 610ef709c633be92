import type { ChildMessage, ProcessView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { Question } from './child-channel.js';
import { type Exit, exitReason, permanentReason } from './exit-reason.js';
import { HealthProbe } from './health-probe.js';
import { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import { next, type ProcessEvent, type ProcessState, stopped } from './process-state.js';
import type { StartGate } from './start-gate.js';

/** How one process ended. `at`: epoch ms. */
export interface ProcessEnd extends Exit {
  generation: number;
  pid: number | null;
  at: number;
  reason: string;
  stderr: string[];
}

export interface ProcessListener {
  message(generation: number, message: ChildMessage): void;
  line(stream: 'stdout' | 'stderr' | 'supervisor', text: string): void;
  parseErrors(errors: number, detail: string): void;
  changed(process: ProcessView): void;
  ended(end: ProcessEnd): void;
}

const ASK_TIMEOUT_MS = 5_000;

/** Carries out what the state machine decides for one server: spawns, waits, signals, and tells its listener. */
export class SupervisedProcess {
  #state: ProcessState = stopped;
  #run: ProcessRun | undefined;
  #generation = 0;
  #restarts = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextRetryAt: number | undefined;
  #leaveGate: () => void = () => {};
  #lastEnd: ProcessEnd | undefined;
  #preferredPort: number | undefined;
  #waiting: (() => void)[] = [];
  #probe: HealthProbe | undefined;

  constructor(
    private spec: ProcessSpec,
    private readonly listener: ProcessListener,
    private readonly gate: StartGate,
  ){}

  get state(): ProcessState['name'] {
    return this.#state.name;
  }

  /** Starts it, with a new specification if one is given; what lives already goes on with its own. */
  start(spec: ProcessSpec = this.spec): void {
    if (!['starting', 'running', 'unhealthy'].includes(this.#state.name)) {
      this.spec = spec;
      this.#restarts = 0;
    }
    this.#dispatch({ type: 'start' });
  }

  restart(spec: ProcessSpec = this.spec): void {
    this.spec = spec;
    this.#restarts = 0;
    this.#dispatch({ type: 'restart' });
  }

  /** Resolves when the child's pipes are closed. */
  async stop(): Promise<void> {
    this.#dispatch({ type: 'stop' });
    while (this.#state.name === 'stopping') await this.#change();
  }

  /** Resolves when it runs, has failed or is stopped, or after `timeoutMs`; the view says which. */
  async settled(timeoutMs: number): Promise<ProcessView> {
    const deadline = performance.now() + timeoutMs;
    while (!['running', 'failed', 'stopped'].includes(this.#state.name) && performance.now() < deadline) {
      await this.#change(deadline - performance.now());
    }
    return this.view();
  }

  /** Asks the running child; rejects when there is none or it does not answer. */
  ask(question: Question, timeoutMs = ASK_TIMEOUT_MS): Promise<ChildMessage> {
    const channel = this.#run?.channel;
    return channel === undefined ? Promise.reject(new Error('The process is not running.')) : channel.ask(question, timeoutMs);
  }

  view(): ProcessView {
    const run = this.#run;
    const end = this.#lastEnd;
    const heartbeat = run?.heartbeat;
    return {
      serverId: this.spec.serverId,
      state: this.#state.name,
      pid: run?.pid ?? null,
      generation: this.#generation,
      startedAt: run === undefined ? null : toInstant(run.startedAt),
      readyAt: run?.readyAt === undefined ? null : toInstant(run.readyAt),
      endpoint: run?.started?.endpoint ?? null,
      transport: this.spec.configuration.transport ?? 'streamable',
      toolCount: run?.started?.toolCount ?? null,
      restarts: this.#restarts,
      maxRestarts: this.spec.policy.restart.maxRestarts,
      nextRetryAt: this.#nextRetryAt === undefined ? null : toInstant(this.#nextRetryAt),
      lastExit:
        end === undefined ? null : { at: toInstant(end.at), code: end.code, signal: end.signal, reason: this.#reasonOf(end), stderr: end.stderr },
      heartbeat: heartbeat === undefined ? null : { ...heartbeat, at: toInstant(heartbeat.at) },
    };
  }

  /** A state may know more than the last exit did: that it was one too many. */
  #reasonOf(end: ProcessEnd): string {
    return this.#state.name === 'failed' && this.#state.reason !== end.reason ? `${end.reason} ${this.#state.reason}` : end.reason;
  }

  #dispatch(event: ProcessEvent): void {
    const before = this.#state;
    const after = next(before, event, this.spec.policy.restart);
    if (after === before) return;
    this.#state = after;
    if (after.name !== before.name) this.#enter(after);
    // What entering brought about has announced itself already.
    if (this.#state === after) this.#announce();
  }

  #announce(): void {
    this.listener.changed(this.view());
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #enter(state: ProcessState): void {
    clearTimeout(this.#timer);
    this.#probe?.stop();
    this.#nextRetryAt = undefined;
    switch (state.name) {
      case 'starting':
        this.#leaveGate = this.gate.enter(() => this.#spawn());
        break;
      case 'running':
        this.#leaveGate();
        this.#probe = this.#watchHealth();
        this.#timer = setTimeout(() => this.#dispatch({ type: 'stable' }), this.spec.policy.stableAfterMs);
        break;
      case 'unhealthy':
        this.#kill(state.reason);
        break;
      case 'backoff':
        this.#nextRetryAt = Date.now() + state.delayMs;
        this.#timer = setTimeout(() => {
          this.#restarts += 1;
          this.#dispatch({ type: 'retry' });
        }, state.delayMs);
        break;
      case 'stopping':
        this.#askToStop();
        break;
      case 'failed':
        this.listener.line('supervisor', `Failed: ${state.reason}`);
        break;
      case 'stopped':
        this.#leaveGate();
        break;
    }
  }

  #spawn(): void {
    this.#generation += 1;
    const generation = this.#generation;
    const run: ProcessRun = new ProcessRun(this.spec, generation, this.#preferredPort, {
      message: (message) => this.#receive(run, message),
      line: (stream, text) => this.listener.line(stream, text),
      invalid: (detail) => this.#countInvalid(run, detail),
      closed: (exit) => this.#closed(run, exit),
    });
    this.#run = run;
    const { readyTimeoutMs } = this.spec.policy;
    this.#timer = setTimeout(
      () => this.#dispatch({ type: 'unhealthy', reason: `It was not ready within ${readyTimeoutMs / 1000} s.` }),
      readyTimeoutMs,
    );
    this.listener.line('supervisor', `Process ${run.pid ?? '-'} started (generation ${generation}).`);
  }

  #receive(run: ProcessRun, message: ChildMessage): void {
    this.listener.message(run.generation, message);
    if (message.type !== 'SERVER_STARTED') return;
    this.#preferredPort = message.data.port;
    this.#dispatch({ type: 'ready' });
  }

  #countInvalid(run: ProcessRun, detail: string): void {
    this.listener.line('supervisor', `A line on stdout was not understood: ${detail}`);
    if (run.invalidLines === this.spec.policy.parseErrorThreshold) this.listener.parseErrors(run.invalidLines, detail);
  }

  #watchHealth(): HealthProbe {
    const { healthCheckIntervalMs, missedHealthChecks } = this.spec.policy;
    const probe = new HealthProbe(
      () => this.ask({ command: 'health-check' }, Math.min(ASK_TIMEOUT_MS, healthCheckIntervalMs)),
      (missed) => this.#dispatch({ type: 'unhealthy', reason: `${missed} health checks in a row had no answer.` }),
      healthCheckIntervalMs,
      missedHealthChecks,
    );
    probe.start();
    return probe;
  }

  #askToStop(): void {
    this.#leaveGate();
    const run = this.#run;
    if (run === undefined) {
      this.#dispatch({ type: 'closed', at: performance.now(), random: 0 });
      return;
    }
    const { stopGraceMs } = this.spec.policy;
    // The command says how long a call in flight may take; the signal reaches a child that does not read.
    run.channel?.send({ command: 'stop', graceMs: Math.round(stopGraceMs * 0.8) });
    run.signal('SIGTERM');
    this.#timer = setTimeout(() => run.signal('SIGKILL'), stopGraceMs);
  }

  #kill(reason: string): void {
    this.#leaveGate();
    if (this.#run === undefined) return;
    this.#run.unhealthy = reason;
    this.#run.signal('SIGKILL');
  }

  #closed(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): void {
    this.#leaveGate();
    this.#run = undefined;
    const whole: Exit = { ...exit, unhealthy: run.unhealthy, fatal: run.fatal, expected: this.#state.name === 'stopping' };
    const { generation, pid } = run;
    const end: ProcessEnd = { ...whole, generation, pid, at: Date.now(), reason: exitReason(whole), stderr: run.stderr.lines };
    this.#lastEnd = end;
    this.listener.line('supervisor', `Process ${pid ?? '-'} ended. ${end.reason}`);
    this.listener.ended(end);
    this.#dispatch({ type: 'closed', at: performance.now(), random: Math.random(), permanent: permanentReason(whole) });
  }

  /** Resolves at the next change of state, or after `timeoutMs`. */
  #change(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, Math.max(0, timeoutMs));
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

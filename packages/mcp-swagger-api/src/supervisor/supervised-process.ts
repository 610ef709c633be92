import type { ChildMessage, ProcessView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { Question } from './child-channel.js';
import { type Exit, exitReason, permanentReason } from './exit-reason.js';
import { healthLooks } from './health-looks.js';
import { type HealthCheck, HealthProbe } from './health-probe.js';
import type { ProcessListener } from './process-listener.js';
import { type ProcessEnd, ProcessPast } from './process-past.js';
import type { ProcessRecords } from './process-records.js';
import { IpcMeter } from './ipc-meter.js';
import { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import type { ResourceSample, ResourceSampler } from './resource-sampler.js';
import { next, type ProcessEvent, type ProcessState, stopped } from './process-state.js';
import { processView } from './process-view.js';
import { type ReloadOutcome, specChange, toReloadOutcome } from './reload-outcome.js';
import type { StartGate } from './start-gate.js';

/** What many processes share; each may be absent, and then nobody measures or remembers. */
export interface Instruments {
  sampler?: ResourceSampler | undefined;
  records?: ProcessRecords | undefined;
}

const ASK_TIMEOUT_MS = 5_000;

/** Carries out what the state machine decides for one server: spawns, waits, signals, and tells its listener. */
export class SupervisedProcess {
  readonly past = new ProcessPast();
  readonly ipc = new IpcMeter();
  #state: ProcessState = stopped;
  #run: ProcessRun | undefined;
  #generation = 0;
  #restarts = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextRetryAt: number | undefined;
  #leaveGate: () => void = () => {};
  #lastEnd: ProcessEnd | undefined;
  #preferredPort: number | undefined;
  #unwatch: () => void = () => {};
  #lastReload: ProcessView['lastReload'] = null;
  #waiting: (() => void)[] = [];
  #probe: HealthProbe | undefined;

  constructor(
    private spec: ProcessSpec,
    private readonly listener: ProcessListener,
    private readonly gate: StartGate,
    private readonly instruments: Instruments = {},
  ) {}

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

  /**
   * Gives the running child another specification; its sessions stay. `always`: also when it is the same, for what the document refers to may
   * have changed. What is refused changes nothing.
   */
  async reload(spec: ProcessSpec, always = false): Promise<ReloadOutcome> {
    const change = this.#state.name === 'running' ? specChange(this.spec, spec) : 'process';
    if (change === 'process') return { kind: 'restart-needed' };
    const outcome: ReloadOutcome = change === 'policy' && !always ? { kind: 'reloaded' } : await this.#askToReload(spec);
    if (outcome.kind === 'reloaded') this.spec = spec;
    if (outcome.kind !== 'restart-needed') this.noteReload(outcome.kind === 'refused' ? outcome.message : null);
    return outcome;
  }

  /** `error`: why a change was refused, or null when it was taken. */
  noteReload(error: string | null): void {
    this.#lastReload = { at: toInstant(Date.now()), success: error === null, error };
    if (error !== null) this.listener.line('supervisor', `Not reloaded, the old tools go on: ${error}`);
    this.#announce();
  }

  /** Asks the running child; rejects when there is none or it does not answer. */
  ask(question: Question, timeoutMs = ASK_TIMEOUT_MS): Promise<ChildMessage> {
    const channel = this.#run?.channel;
    return channel === undefined ? Promise.reject(new Error('The process is not running.')) : channel.ask(question, timeoutMs);
  }

  view(): ProcessView {
    return processView({
      spec: this.spec,
      state: this.#state,
      run: this.#run,
      generation: this.#generation,
      restarts: this.#restarts,
      nextRetryAt: this.#nextRetryAt,
      lastEnd: this.#lastEnd,
      lastReload: this.#lastReload,
      lastCheck: this.past.checks.at(-1),
    });
  }

  async #askToReload({ configuration }: ProcessSpec): Promise<ReloadOutcome> {
    try {
      return toReloadOutcome(await this.ask({ command: 'reload', configuration }, this.spec.policy.readyTimeoutMs));
    } catch {
      // It ended meanwhile, or does not know the command.
      return { kind: 'restart-needed' };
    }
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
    }, this.ipc);
    this.#run = run;
    if (run.pid !== null) this.instruments.records?.note(this.spec.serverId, run.pid, run.marker);
    if (run.pid !== null) this.#unwatch = this.instruments.sampler?.watch(run.pid, (sample) => this.#judge(run, sample)) ?? this.#unwatch;
    const { readyTimeoutMs } = this.spec.policy;
    this.#timer = setTimeout(
      () => this.#dispatch({ type: 'unhealthy', reason: `It was not ready within ${readyTimeoutMs / 1000} s.` }),
      readyTimeoutMs,
    );
    this.listener.line('supervisor', `Process ${run.pid ?? '-'} started (generation ${generation}).`);
  }

  #receive(run: ProcessRun, message: ChildMessage): void {
    this.listener.message(run.generation, message);
    if (message.type === 'TOOLS_CHANGED') this.#announce();
    if (message.type !== 'SERVER_STARTED') return;
    this.#preferredPort = message.data.port;
    this.#dispatch({ type: 'ready' });
  }

  #countInvalid(run: ProcessRun, detail: string): void {
    this.listener.line('supervisor', `A line on stdout was not understood: ${detail}`);
    if (run.invalidLines === this.spec.policy.parseErrorThreshold) this.listener.parseErrors(run.invalidLines, detail);
  }

  #watchHealth(): HealthProbe {
    const { healthCheckIntervalMs: intervalMs, missedHealthChecks: threshold, mcpCheckEvery: mcpEvery } = this.spec.policy;
    const timeoutMs = Math.min(ASK_TIMEOUT_MS, intervalMs);
    const looks = healthLooks(
      () => this.ask({ command: 'health-check' }, timeoutMs),
      () => this.#run?.started,
      timeoutMs,
    );
    const listener = {
      checked: (check: HealthCheck) => this.#noteCheck(check),
      unhealthy: (reason: string) => this.#dispatch({ type: 'unhealthy', reason }),
    };
    const probe = new HealthProbe(looks, listener, { intervalMs, threshold, mcpEvery });
    probe.start();
    return probe;
  }

  #noteCheck(check: HealthCheck): void {
    const before = this.past.checks.findLast(({ probe }) => probe === check.probe);
    this.past.checked(check);
    if (before !== undefined && before.healthy !== check.healthy) this.#announce();
  }

  #judge(run: ProcessRun, sample: ResourceSample): void {
    run.resources = sample;
    this.past.sampled(sample);
    const { memoryLimitBytes } = this.spec;
    if (memoryLimitBytes === undefined || sample.rssBytes <= memoryLimitBytes) return;
    this.#dispatch({ type: 'unhealthy', reason: `memory limit: ${sample.rssBytes} of ${memoryLimitBytes} bytes` });
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
    this.#unwatch();
    const heapFull = (exit.signal === 'SIGABRT' || exit.code === 134) && run.stderr.items.some((line) => line.includes('heap out of memory'));
    const whole: Exit = { ...exit, unhealthy: run.unhealthy, fatal: run.fatal, heapFull, expected: this.#state.name === 'stopping' };
    const { generation, pid } = run;
    if (pid !== null) this.instruments.records?.forget(this.spec.serverId, pid);
    const end: ProcessEnd = { ...whole, generation, pid, startedAt: run.startedAt, at: Date.now(), reason: exitReason(whole), stderr: run.stderr.items };
    this.#lastEnd = end;
    this.past.ended(end);
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

import { type ChildMessage, type ProcessView, sayReason } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { Question } from './child-channel.js';
import { type Exit, permanentReason } from './exit-reason.js';
import type { HealthProbe } from './health-probe.js';
import { IpcMeter } from './ipc-meter.js';
import { beyondMemoryLimit } from './memory-limit.js';
import { NextChange } from './next-change.js';
import { type ProcessEnd, processEnd } from './process-end.js';
import type { ProcessListener } from './process-listener.js';
import { ProcessPast } from './process-past.js';
import type { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import type { ResourceSample } from './resource-sampler.js';
import { next, type ProcessEvent, type ProcessState, stopped } from './process-state.js';
import { processView } from './process-view.js';
import { askToReload, type ReloadOutcome, specChange } from './reload-outcome.js';
import { canRunBeside, type ReplaceOutcome } from './replacement.js';
import { RunsBeside } from './runs-beside.js';
import type { Gate } from '../common/gate.js';
import { type Instruments, startRun } from './start-run.js';
import { after, afterListening } from './waits.js';
import { ASK_TIMEOUT_MS, watchHealth } from './watch-health.js';

/** Requests that are on their way to the old process when the new one takes over come through in this time. */
const HAND_OVER_MS = 100;

/** Carries out what the state machine decides for one server: spawns, waits, signals, and tells its listener. */
export class SupervisedProcess {
  readonly past = new ProcessPast();
  readonly ipc = new IpcMeter();
  #state: ProcessState = stopped;
  #run: ProcessRun | undefined;
  readonly #beside: RunsBeside;
  #generation = 0;
  #restarts = 0;
  #callOff: () => void = () => {};
  #nextRetryAt: number | undefined;
  #leaveGate: () => void = () => {};
  #lastEnd: ProcessEnd | undefined;
  #preferredPort: number | undefined;
  readonly #changes = new NextChange();
  #probe: HealthProbe | undefined;

  constructor(
    private spec: ProcessSpec,
    private readonly listener: ProcessListener,
    private readonly gate: Gate,
    private readonly instruments: Instruments = {},
  ) {
    this.#beside = new RunsBeside(gate);
  }

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

  /** Resolves when the pipes of all its children are closed. */
  async stop(): Promise<void> {
    this.#dispatch({ type: 'stop' });
    await this.#changes.until(() => this.#state.name !== 'stopping' && this.#beside.isEmpty);
  }

  /** Resolves when it runs, has failed or is stopped, or after `timeoutMs`; the view says which. */
  async settled(timeoutMs: number): Promise<ProcessView> {
    await this.#changes.until(() => ['running', 'failed', 'stopped'].includes(this.#state.name), timeoutMs);
    return this.view();
  }

  /**
   * Gives the running child another specification; its sessions stay. `always`: also when it is the same, for what the document refers to may
   * have changed. What is refused changes nothing.
   */
  async reload(spec: ProcessSpec, always = false): Promise<ReloadOutcome> {
    const change = this.#state.name === 'running' ? specChange(this.spec, spec) : 'process';
    if (change === 'process') return { kind: 'restart-needed' };
    const outcome: ReloadOutcome = change === 'policy' && !always ? { kind: 'reloaded' } : await askToReload(spec.configuration, (question) => this.ask(question, this.spec.policy.readyTimeoutMs));
    if (outcome.kind === 'reloaded') this.spec = spec;
    if (outcome.kind === 'reloaded' && this.#state.name === 'running') this.#look();
    if (outcome.kind !== 'restart-needed') this.noteReload(outcome.kind === 'refused' ? outcome.message : null);
    return outcome;
  }

  /** Starts another process beside the running one, which drains once the other is ready. Resolves then, or when the other has failed: then nothing has changed. */
  async replace(spec: ProcessSpec): Promise<ReplaceOutcome> {
    const run = this.#run;
    if (this.#state.name !== 'running' || run === undefined || !canRunBeside(run.started, spec)) return { kind: 'restart-needed' };
    const outcome = await this.#beside.begin(spec, () => this.#newRun(spec));
    this.noteReload(outcome.kind === 'refused' ? outcome.message : null);
    return outcome;
  }

  /** `error`: why a change was refused, or null when it was taken. */
  noteReload(error: string | null): void {
    this.past.lastReload = { at: toInstant(Date.now()), success: error === null, error };
    if (error !== null) this.listener.remark(`Not changed, the process goes on as it was: ${error}`);
    this.#announce();
  }

  /** The child that runs; undefined when none does. */
  get run(): ProcessRun | undefined {
    return this.#state.name === 'running' ? this.#run : undefined;
  }

  /** The number of another process of the server. */
  nextGeneration(): number {
    return (this.#generation += 1);
  }

  /** Asks the running child; rejects when there is none or it does not answer. */
  ask(question: Question, timeoutMs = ASK_TIMEOUT_MS): Promise<ChildMessage> {
    return this.#run?.channel?.ask(question, timeoutMs) ?? Promise.reject(new Error('The process is not running.'));
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
      beside: this.#beside,
      past: this.past,
    });
  }

  #dispatch(event: ProcessEvent): void {
    const before = this.#state;
    const after = next(before, event, this.spec.policy.restart);
    if (after === before) return;
    this.#state = after;
    if (after.name !== 'running') this.#beside.giveUp();
    if (after.name !== before.name) this.#enter(after);
    // What entering brought about has announced itself already.
    if (this.#state === after) this.#announce();
  }

  #announce(): void {
    this.listener.changed(this.view());
    this.#changes.announce();
  }

  #enter(state: ProcessState): void {
    this.#callOff();
    this.#probe?.stop();
    this.#nextRetryAt = undefined;
    switch (state.name) {
      case 'starting':
        this.#leaveGate = this.gate.enter(() => this.#spawn());
        break;
      case 'running':
        this.#leaveGate();
        this.#watch();
        break;
      case 'unhealthy':
        this.#leaveGate();
        this.#run?.condemn(state.reason);
        break;
      case 'backoff':
        this.#nextRetryAt = Date.now() + state.delayMs;
        this.#callOff = after(state.delayMs, () => {
          this.#restarts += 1;
          this.#dispatch({ type: 'retry' });
        });
        break;
      case 'stopping':
        this.#askToStop();
        break;
      case 'failed':
        this.listener.remark(`Failed: ${state.reason}`);
        break;
      case 'stopped':
        this.#leaveGate();
        break;
    }
  }

  #spawn(): void {
    const { readyTimeoutMs } = this.spec.policy;
    this.#run = this.#newRun(this.spec);
    const reason = sayReason('NOT_READY', { seconds: readyTimeoutMs / 1000 });
    this.#callOff = afterListening(readyTimeoutMs, () => this.#dispatch({ type: 'unhealthy', reason }));
  }

  #newRun(spec: ProcessSpec): ProcessRun {
    const { listener, instruments } = this;
    return startRun({ spec, generation: this.nextGeneration(), preferredPort: this.#preferredPort, meter: this.ipc }, instruments, listener, {
      received: (run, message) => this.#receive(run, message),
      misunderstood: (run, detail) => this.#countInvalid(run, detail),
      sampled: (run, sample) => this.#judge(run, sample),
      closed: (run, exit) => this.#closed(run, exit),
    });
  }

  #receive(run: ProcessRun, message: ChildMessage): void {
    this.listener.message(run.generation, message);
    if (message.type === 'TOOLS_CHANGED') this.#announce();
    if (message.type !== 'SERVER_STARTED') return;
    if (run === this.#beside.replacement) this.#handOver(run);
    else if (run === this.#run) this.#dispatch({ type: 'ready' });
    else return;
    this.#preferredPort = message.data.port;
  }

  #countInvalid(run: ProcessRun, detail: string): void {
    this.listener.remark(`A line on stdout was not understood: ${detail}`);
    if (run.invalidLines === this.spec.policy.parseErrorThreshold) this.listener.parseErrors(run.invalidLines, detail);
  }

  /** The new one serves from this moment on; the old one finishes what it has begun. */
  #handOver(run: ProcessRun): void {
    const before = this.#run;
    const spec = before === undefined ? undefined : this.#beside.takeOver(before);
    if (before === undefined || spec === undefined) return;
    this.#run = run;
    this.spec = spec;
    this.#restarts = 0;
    const { stopGraceMs: drainMs } = spec.policy;
    this.listener.replaced({ ...run.place, replaced: { ...before.place, drainMs } });
    setTimeout(() => before.stop(drainMs), HAND_OVER_MS);
    this.#watch();
    this.#dispatch({ type: 'replaced' });
  }

  /** Looks at the current process from now on. */
  #watch(): void {
    this.#callOff();
    this.#callOff = after(this.spec.policy.stableAfterMs, () => this.#dispatch({ type: 'stable' }));
    this.#look();
  }

  #look(): void {
    this.#probe?.stop();
    this.#probe = watchHealth(this.spec.policy, (question, timeoutMs) => this.ask(question, timeoutMs), this.#run, {
      checked: (check) => {
        this.listener.checked(check);
        if (this.past.checked(check) === 'turned') this.#announce();
      },
      unhealthy: (reason) => this.#dispatch({ type: 'unhealthy', reason }),
    });
  }

  #judge(run: ProcessRun, sample: ResourceSample): void {
    run.resources = sample;
    if (run === this.#run) this.past.sampled(sample);
    const reason = beyondMemoryLimit(this.spec, sample);
    if (reason !== undefined && run === this.#run) this.#dispatch({ type: 'unhealthy', reason });
    else if (reason !== undefined) this.#beside.fail(run, reason);
  }

  #askToStop(): void {
    this.#leaveGate();
    const run = this.#run;
    if (run === undefined) this.#dispatch({ type: 'closed', at: performance.now(), random: 0 });
    // Whoever heard that it stops sends nothing any more, but what was sent may still be unread.
    else setTimeout(() => run.stop(this.spec.policy.stopGraceMs), run.readyAt === undefined ? 0 : HAND_OVER_MS);
  }

  #closed(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): void {
    if (run === this.#run) return this.#closedCurrent(run, exit);
    const { settle, ...how } = this.#beside.closed(run);
    const end = processEnd(run, { ...exit, ...how }, false);
    this.#tellEnd(end);
    settle(end);
    this.#announce();
  }

  #closedCurrent(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): void {
    this.#leaveGate();
    this.#run = undefined;
    const end = processEnd(run, { ...exit, expected: this.#state.name === 'stopping' }, true);
    this.#lastEnd = end;
    this.#tellEnd(end);
    this.#dispatch({ type: 'closed', at: performance.now(), random: Math.random(), permanent: permanentReason(end) });
  }

  #tellEnd(end: ProcessEnd): void {
    this.past.ended(end);
    this.listener.remark(`Process ${end.pid ?? '-'} ended. ${end.reason}`);
    this.listener.ended(end);
  }
}

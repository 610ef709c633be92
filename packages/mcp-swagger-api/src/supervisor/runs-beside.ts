import type { ProcessEnd } from './process-end.js';
import type { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import { type ReplaceOutcome, Replacement } from './replacement.js';
import type { Gate } from '../common/gate.js';

/** How one of them ended: as it should, or not. */
export interface EndBeside {
  expected: boolean;
  replaced: boolean;
  /** To be called once the end is told. */
  settle(end: ProcessEnd): void;
}

/** The processes of a server beside the one that serves: the one that is to take its place, and those that finish their calls. */
export class RunsBeside {
  #replacement: Replacement | undefined;
  readonly #draining = new Set<ProcessRun>();

  constructor(private readonly gate: Gate) {}

  get isEmpty(): boolean {
    return this.#replacement === undefined && this.#draining.size === 0;
  }

  get replacement(): ProcessRun | undefined {
    return this.#replacement?.run;
  }

  get draining(): Iterable<ProcessRun> {
    return this.#draining;
  }

  /** Starts a replacement; one at a time. */
  async begin(spec: ProcessSpec, spawn: () => ProcessRun): Promise<ReplaceOutcome> {
    if (this.#replacement !== undefined) return { kind: 'refused', code: 'REPLACEMENT_UNDER_WAY', message: 'Another process is being started in its place already.' };
    this.#replacement = new Replacement(spec, this.gate, spawn);
    return this.#replacement.outcome;
  }

  /** The replacement is ready and takes the place of `before`, which drains: what it was started with, or nothing if it is not wanted any more. */
  takeOver(before: ProcessRun): ProcessSpec | undefined {
    const replacement = this.#replacement;
    if (replacement === undefined || replacement.isGivenUp) return undefined;
    this.#replacement = undefined;
    this.#draining.add(before);
    replacement.ready();
    return replacement.spec;
  }

  /** The replacement is ill. */
  fail(run: ProcessRun, reason: string): void {
    if (run === this.#replacement?.run) this.#replacement.fail(reason);
  }

  /** What was to be replaced is gone, or shall go. */
  giveUp(): void {
    if (this.#replacement?.giveUp() === true) this.#replacement = undefined;
  }

  closed(run: ProcessRun): EndBeside {
    const replaced = this.#draining.delete(run);
    const replacement = run === this.#replacement?.run ? this.#replacement : undefined;
    if (replacement !== undefined) this.#replacement = undefined;
    return { expected: replaced || replacement?.isGivenUp === true, replaced, settle: (end) => replacement?.closed(end) };
  }
}

import { sayReason, type ServerStarted } from 'mcp-swagger-ipc';
import { afterListening } from './waits.js';
import type { ProcessEnd } from './process-end.js';
import type { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import type { Gate } from '../common/gate.js';

/** What became of a rolling restart. Refused: the old process goes on as it was, and `code` and `message` say why. */
export type ReplaceOutcome = { kind: 'replaced' } | { kind: 'restart-needed' } | { kind: 'refused'; code: string; message: string };

/** Two processes cannot listen on one port; any other specification may be started beside the one that runs. */
export function canRunBeside(started: ServerStarted | undefined, { configuration }: ProcessSpec): boolean {
  return configuration.port === undefined || configuration.port === 0 || configuration.port !== started?.port;
}

/** A process that is to take the place of the one that serves: started beside it, and given up when it is not ready in time. */
export class Replacement {
  readonly outcome: Promise<ReplaceOutcome>;
  run: ProcessRun | undefined;
  #resolve: (outcome: ReplaceOutcome) => void = () => {};
  #leaveGate: () => void;
  #callOff: () => void = () => {};
  #givenUp = false;

  constructor(
    readonly spec: ProcessSpec,
    gate: Gate,
    spawn: () => ProcessRun,
  ) {
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#leaveGate = gate.enter(() => {
      const { readyTimeoutMs } = spec.policy;
      this.run = spawn();
      this.#callOff = afterListening(readyTimeoutMs, () => this.fail(sayReason('NOT_READY', { seconds: readyTimeoutMs / 1000 })));
    });
  }

  /** It is wanted no more. */
  get isGivenUp(): boolean {
    return this.#givenUp;
  }

  ready(): void {
    this.#settle({ kind: 'replaced' });
  }

  closed({ reason }: ProcessEnd): void {
    this.#settle({ kind: 'refused', code: this.run?.fatal?.code ?? 'REPLACEMENT_FAILED', message: reason });
  }

  /** It is ill; its end settles it. */
  fail(reason: string): void {
    this.run?.condemn(reason);
  }

  /** Nobody waits for it any more: what it was to replace is gone, or shall go. True when there is nothing left to end. */
  giveUp(): boolean {
    this.#givenUp = true;
    if (this.run === undefined) this.#settle({ kind: 'refused', code: 'REPLACEMENT_GIVEN_UP', message: 'The process that was to be replaced ended first.' });
    else this.run.signal('SIGKILL');
    return this.run === undefined;
  }

  #settle(outcome: ReplaceOutcome): void {
    this.#callOff();
    this.#leaveGate();
    this.#resolve(outcome);
  }
}

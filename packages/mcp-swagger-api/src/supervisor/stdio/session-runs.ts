import { type ChildMessage, sayReason } from 'mcp-swagger-ipc';
import type { Exit } from '../exit-reason.js';
import type { IpcMeter } from '../ipc-meter.js';
import { beyondMemoryLimit } from '../memory-limit.js';
import { NextChange } from '../next-change.js';
import { processEnd, type ProcessEnd } from '../process-end.js';
import type { ProcessListener } from '../process-listener.js';
import type { ProcessRun } from '../process-run.js';
import type { ProcessSpec } from '../process-spec.js';
import { type Instruments, startRun } from '../start-run.js';
import type { PipeTransport } from './pipe-transport.js';

/** A process that serves one session of MCP over its pipes, and nobody else. */
export interface SessionProcess {
  readonly pipe: PipeTransport;
  readonly generation: number;
  /** Why it ended; resolves when it has. */
  readonly closed: Promise<string>;
  /** Its client is gone. */
  end(): void;
}

export interface SessionRunsParts {
  listener: Pick<ProcessListener, 'message' | 'mayRead' | 'lines' | 'remark' | 'ended'>;
  instruments: Instruments;
  meter: IpcMeter;
  /** Of what another one is made; throws when there shall be none now. */
  another(): { spec: ProcessSpec; generation: number };
  ended(end: ProcessEnd): void;
}

/** The processes of a server that serve one session each. They are limited and logged like the one that serves everybody else, but never started again: their session is gone with them. */
export class SessionRuns {
  /** Those that were asked to end are expected to. */
  readonly #runs = new Map<ProcessRun, { isExpected: boolean }>();

  readonly #changes = new NextChange();

  constructor(private readonly parts: SessionRunsParts) {}

  /** Rejects when it is not ready in time; the message says why. */
  async open(sessionId: string): Promise<SessionProcess> {
    const { listener, instruments, meter, another } = this.parts;
    const { spec, generation } = another();
    let tellClosed: (reason: string) => void = () => {};
    const closed = new Promise<string>((resolve) => (tellClosed = resolve));
    return await new Promise((resolve, reject) => {
      const ready = (run: ProcessRun): void => {
        clearTimeout(timer);
        if (run.pipe !== undefined) resolve({ pipe: run.pipe, generation, closed, end: () => this.#end(run) });
      };
      const run = startRun({ spec, generation, preferredPort: undefined, meter, serves: 'one-session' }, instruments, listener, {
        received: (from, message) => {
          if (message.type === 'SERVER_STARTED') ready(from);
          const told = toldOf(message, sessionId);
          if (told !== undefined) listener.message(generation, told);
        },
        misunderstood: (_, detail) => listener.remark(`A line on stdout was not understood: ${detail}`),
        sampled: (from, sample) => {
          from.resources = sample;
          const reason = beyondMemoryLimit(spec, sample);
          if (reason !== undefined) from.condemn(reason);
        },
        closed: (from, exit) => {
          clearTimeout(timer);
          const end = this.#closed(from, exit);
          tellClosed(end.reason);
          reject(new Error(end.reason));
        },
      });
      this.#runs.set(run, { isExpected: false });
      const timer = setTimeout(() => run.condemn(sayReason('NOT_READY', { seconds: spec.policy.readyTimeoutMs / 1000 })), spec.policy.readyTimeoutMs);
      // A program says nothing before its client does.
      if (spec.program !== undefined && run.pid !== null) ready(run);
    });
  }

  /** What was reloaded is served to the sessions too; one whose process cannot goes on as it was. */
  reload(spec: ProcessSpec): void {
    for (const { channel } of this.#runs.keys()) channel?.ask({ command: 'reload', configuration: spec.configuration }, spec.policy.readyTimeoutMs).catch(() => {});
  }

  /** Resolves when all of them are gone. */
  async endAll(): Promise<void> {
    for (const run of this.#runs.keys()) this.#end(run);
    await this.#changes.until(() => this.#runs.size === 0);
  }

  #end(run: ProcessRun): void {
    const known = this.#runs.get(run);
    if (known === undefined || known.isExpected) return;
    known.isExpected = true;
    run.stop(run.spec.policy.stopGraceMs);
  }

  #closed(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): ProcessEnd {
    const expected = this.#runs.get(run)?.isExpected ?? false;
    this.#runs.delete(run);
    const end = processEnd(run, { ...exit, expected }, false);
    this.parts.ended(end);
    this.#changes.announce();
    return end;
  }
}

/** What of a process for one session is told: what it did for it, and what went wrong. That it lives is told by its session. */
function toldOf(message: ChildMessage, sessionId: string): ChildMessage | undefined {
  if (message.type === 'ERROR') return message;
  return message.type === 'CALL' ? { ...message, data: { ...message.data, sessionId } } : undefined;
}

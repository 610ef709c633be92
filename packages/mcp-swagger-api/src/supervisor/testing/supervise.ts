import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, ProcessView } from 'mcp-swagger-ipc';
import { LineRate } from '../../common/line-rate.js';
import type { ProcessEnd } from '../process-end.js';
import type { Replaced } from '../process-listener.js';
import type { ProcessPolicy, ProcessSpec } from '../process-spec.js';
import { Gate } from '../../common/gate.js';
import type { Instruments } from '../start-run.js';
import { SupervisedProcess } from '../supervised-process.js';

/** Short times, so that a test of giving up does not take a minute. */
export const quickPolicy: ProcessPolicy = {
  restart: { baseDelayMs: 20, maxDelayMs: 50, maxRestarts: 3, windowMs: 60_000 },
  readyTimeoutMs: 60_000,
  stableAfterMs: 60_000,
  stopGraceMs: 5_000,
  healthCheckIntervalMs: 60_000,
  missedHealthChecks: 3,
  maxLineBytes: 1024 * 1024,
  linesPerSecond: 5_000,
  parseErrorThreshold: 3,
};

export function specOf(behaviour: string, policy: Partial<ProcessPolicy> = {}): ProcessSpec {
  return {
    serverId: 'server-1',
    script: fileURLToPath(new URL('children/child.js', import.meta.url)),
    cwd: tmpdir(),
    configuration: { serverId: 'server-1', name: behaviour, document: { text: '{}' } },
    policy: { ...quickPolicy, ...policy },
  };
}

/** A supervised process and all that it told its listener. */
export interface Supervised {
  process: SupervisedProcess;
  messages: ChildMessage[];
  lines: string[];
  states: ProcessView[];
  ends: ProcessEnd[];
  replacements: Replaced[];
  parseErrors: string[];
  /** How many lines were left unread, by piece of the pipe. */
  unreadLines: number[];
  /** Resolves once `holds` is true of what has been told, and is looked at again whenever something is told. */
  until(holds: () => boolean): Promise<void>;
}

export function supervise(spec: ProcessSpec, gate = new Gate(4), instruments: Instruments = {}): Supervised {
  let look: () => void = () => {};
  const told = <T>(list: T[]) => (item: T) => {
    list.push(item);
    look();
  };
  const messages: ChildMessage[] = [];
  const lines: string[] = [];
  const states: ProcessView[] = [];
  const ends: ProcessEnd[] = [];
  const replacements: Replaced[] = [];
  const parseErrors: string[] = [];
  const unreadLines: number[] = [];
  const rate = new LineRate(spec.policy.linesPerSecond);
  const process = new SupervisedProcess(
    spec,
    {
      message: (_, message) => told(messages)(message),
      mayRead: () => rate.take(performance.now()),
      lines: (stream, said, unread) => {
        for (const text of said) told(lines)(`${stream}: ${text}`);
        told(unreadLines)(unread);
      },
      remark: (text) => told(lines)(`supervisor: ${text}`),
      parseErrors: (errors, detail) => told(parseErrors)(`${errors}: ${detail}`),
      checked: () => {},
      changed: told(states),
      ended: told(ends),
      replaced: told(replacements),
    },
    gate,
    instruments,
  );
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const before = look;
      look = () => {
        before();
        if (holds()) resolve();
      };
      look();
    });
  return { process, messages, lines, states, ends, replacements, parseErrors, unreadLines, until };
}

/** For the tests of one file: what they begin, and the end of it all, which belongs after each of them. */
export function supervisions() {
  const open: Supervised[] = [];
  const begin = (spec: ProcessSpec, gate?: Gate, instruments?: Instruments): Supervised => {
    const supervised = supervise(spec, gate, instruments);
    open.push(supervised);
    supervised.process.start();
    return supervised;
  };
  return {
    begin,
    /** Begins, and resolves when it runs. */
    running: async (behaviour: string, policy: Partial<ProcessPolicy> = {}): Promise<Supervised & { pid: number }> => {
      const supervised = begin(specOf(behaviour, policy));
      await supervised.until(() => supervised.process.state === 'running');
      return { ...supervised, pid: supervised.process.view().pid as number };
    },
    stopAll: async (): Promise<void> => {
      await Promise.all(open.splice(0).map(({ process }) => process.stop()));
    },
  };
}

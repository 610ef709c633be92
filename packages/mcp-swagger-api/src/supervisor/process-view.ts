import type { ProcessView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { ProcessEnd } from './process-end.js';
import type { ProcessPast } from './process-past.js';
import type { ProcessRun } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import type { ProcessState } from './process-state.js';

/** What a view is made of. `nextRetryAt`: epoch ms. */
export interface Observed {
  spec: ProcessSpec;
  state: ProcessState;
  run: ProcessRun | undefined;
  generation: number;
  restarts: number;
  nextRetryAt: number | undefined;
  lastEnd: ProcessEnd | undefined;
  beside: { replacement: ProcessRun | undefined; draining: Iterable<ProcessRun> };
  past: Pick<ProcessPast, 'lastReload' | 'checks'>;
}

/** The state of a process as REST, sockets and the dashboard show it. */
export function processView({ spec, state, run, generation, restarts, nextRetryAt, lastEnd, past, beside: { replacement, draining } }: Observed): ProcessView {
  const { maxRestarts } = spec.policy.restart;
  return {
    serverId: spec.serverId,
    state: state.name,
    pid: run?.pid ?? null,
    generation: run?.generation ?? generation,
    startedAt: run === undefined ? null : toInstant(run.startedAt),
    readyAt: run?.readyAt === undefined ? null : toInstant(run.readyAt),
    uptimeMs: run?.uptimeMs ?? null,
    reason: reasonOf(state, lastEnd),
    attempt: 'tries' in state ? `${state.tries.restartsAt.length}/${maxRestarts}` : null,
    endpoint: run?.started?.endpoint ?? null,
    transport: spec.configuration.transport ?? 'streamable',
    toolCount: run?.started?.toolCount ?? null,
    restarts,
    maxRestarts,
    nextRetryAt: nextRetryAt === undefined ? null : toInstant(nextRetryAt),
    lastExit: lastEnd === undefined ? null : lastExitOf(state, lastEnd),
    lastReload: past.lastReload,
    replacement: replacement === undefined ? null : besideOf(replacement),
    draining: [...draining].map(besideOf),
    lastHealthCheck: past.checks.at(-1) ?? null,
    memoryLimitBytes: spec.memoryLimitBytes ?? null,
    resources: run?.resources === undefined ? null : { ...run.resources, at: toInstant(run.resources.at) },
    heartbeat: run?.heartbeat === undefined ? null : { ...run.heartbeat, at: toInstant(run.heartbeat.at) },
  };
}

function besideOf({ pid, startedAt, place }: ProcessRun): ProcessView['draining'][number] {
  return { ...place, pid, startedAt: toInstant(startedAt) };
}

/** Why it does not run as it should. */
function reasonOf(state: ProcessState, lastEnd: ProcessEnd | undefined): string | null {
  if (state.name === 'unhealthy' || state.name === 'failed') return state.reason;
  return state.name === 'backoff' ? (lastEnd?.reason ?? null) : null;
}

/** A state may know more than the last exit did: that it was one too many. */
function lastExitOf(state: ProcessState, { at, code, signal, reason, cause, stderr }: ProcessEnd): ProcessView['lastExit'] {
  const isOneTooMany = state.name === 'failed' && state.reason !== reason;
  return { at: toInstant(at), code, signal, reason: isOneTooMany ? `${reason} ${state.reason}` : reason, cause, oneTooMany: isOneTooMany, stderr };
}

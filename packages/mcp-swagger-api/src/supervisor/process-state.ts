import { sayReason } from 'mcp-swagger-ipc';
import { backoffDelay, type RestartPolicy, restartsInWindow } from './restart-policy.js';

/** How often it was tried. `attempt`: crashes since it was last stable; `restartsAt`: monotonic ms of the restarts in the window. */
export interface Tries {
  attempt: number;
  restartsAt: readonly number[];
}

export type ProcessState =
  | { name: 'stopped' }
  | { name: 'starting'; tries: Tries }
  | { name: 'running'; tries: Tries }
  | { name: 'unhealthy'; tries: Tries; reason: string }
  | { name: 'backoff'; tries: Tries; delayMs: number }
  | { name: 'failed'; reason: string }
  | { name: 'stopping'; afterwards: 'stopped' | 'starting' };

export type ProcessEvent =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'restart' }
  | { type: 'ready' }
  /** Another process serves in its place from now on. */
  | { type: 'replaced' }
  | { type: 'stable' }
  | { type: 'unhealthy'; reason: string }
  | { type: 'retry' }
  /** `at`: monotonic ms; `random`: 0 ≤ r < 1; `permanent`: why trying again would end the same way. */
  | { type: 'closed'; at: number; random: number; permanent?: string | undefined };

export const stopped: ProcessState = { name: 'stopped' };

const firstTry: Tries = { attempt: 0, restartsAt: [] };

/** Every legal move of a supervised process. An event that means nothing in a state leaves it as it is. */
export function next(state: ProcessState, event: ProcessEvent, policy: RestartPolicy): ProcessState {
  switch (event.type) {
    case 'start':
      return start(state);
    case 'stop':
      return stop(state);
    case 'restart':
      return restart(state);
    case 'ready':
      return state.name === 'starting' ? { name: 'running', tries: state.tries } : state;
    case 'replaced':
      return state.name === 'running' ? { name: 'running', tries: firstTry } : state;
    case 'stable':
      // The window goes on counting: a process that is stable for a while and then crashes, again and again, still fails.
      return state.name === 'running' ? { name: 'running', tries: { ...state.tries, attempt: 0 } } : state;
    case 'unhealthy':
      return state.name === 'starting' || state.name === 'running' ? { name: 'unhealthy', tries: state.tries, reason: event.reason } : state;
    case 'retry':
      return state.name === 'backoff' ? { name: 'starting', tries: state.tries } : state;
    case 'closed':
      return afterClose(state, event, policy);
  }
}

function start(state: ProcessState): ProcessState {
  if (state.name === 'stopped' || state.name === 'failed' || state.name === 'backoff') return { name: 'starting', tries: firstTry };
  return state.name === 'stopping' ? { name: 'stopping', afterwards: 'starting' } : state;
}

function stop(state: ProcessState): ProcessState {
  switch (state.name) {
    case 'stopped':
    case 'failed':
    case 'backoff':
      return stopped;
    case 'starting':
    case 'running':
    case 'unhealthy':
    case 'stopping':
      return { name: 'stopping', afterwards: 'stopped' };
  }
}

function restart(state: ProcessState): ProcessState {
  switch (state.name) {
    case 'stopped':
    case 'failed':
    case 'backoff':
      return { name: 'starting', tries: firstTry };
    case 'starting':
    case 'running':
    case 'unhealthy':
    case 'stopping':
      return { name: 'stopping', afterwards: 'starting' };
  }
}

function afterClose(state: ProcessState, event: Extract<ProcessEvent, { type: 'closed' }>, policy: RestartPolicy): ProcessState {
  switch (state.name) {
    case 'stopping':
      return state.afterwards === 'starting' ? { name: 'starting', tries: firstTry } : stopped;
    case 'starting':
    case 'running':
    case 'unhealthy':
      return afterCrash(state.tries, event, policy);
    case 'stopped':
    case 'backoff':
    case 'failed':
      return state;
  }
}

function afterCrash(tries: Tries, event: Extract<ProcessEvent, { type: 'closed' }>, policy: RestartPolicy): ProcessState {
  if (event.permanent !== undefined) return { name: 'failed', reason: event.permanent };
  const restartsAt = restartsInWindow(policy, tries.restartsAt, event.at);
  if (restartsAt.length >= policy.maxRestarts) {
    return { name: 'failed', reason: sayReason('TOO_OFTEN', { times: policy.maxRestarts, seconds: policy.windowMs / 1000 }) };
  }
  return {
    name: 'backoff',
    delayMs: backoffDelay(policy, tries.attempt, event.random),
    tries: { attempt: tries.attempt + 1, restartsAt: [...restartsAt, event.at] },
  };
}

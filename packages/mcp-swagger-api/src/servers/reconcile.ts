import type { ProcessStateName } from 'mcp-swagger-ipc';
import type { DesiredState } from '../database/entities/server.entity.js';

export type Action = 'start' | 'stop' | 'none';

/** What must be done so that the observed state becomes the desired one. A failed process waits for a person, `asked` says that one came. */
export function reconcile(desired: DesiredState, observed: ProcessStateName, asked: boolean): Action {
  switch (observed) {
    case 'stopped':
      return desired === 'running' ? 'start' : 'none';
    case 'failed':
    case 'backoff':
      if (desired === 'stopped') return 'stop';
      return asked ? 'start' : 'none';
    case 'stopping':
      // A process on its way down is started again behind its end, or left to it.
      return desired === 'running' ? 'start' : 'stop';
    case 'starting':
    case 'running':
    case 'unhealthy':
      return desired === 'stopped' ? 'stop' : 'none';
  }
}

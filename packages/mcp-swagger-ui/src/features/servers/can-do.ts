import type { Server } from '../../lib/api';

export type State = Server['process']['state'];

/** What may be asked of a server. `reload` reads its document again. */
export type ServerAction = 'start' | 'stop' | 'restart' | 'reload' | 'delete';

/** Which actions make sense in a state. */
export function canDo(state: State): Record<ServerAction, boolean> {
  const isUp = state === 'running' || state === 'starting' || state === 'unhealthy' || state === 'backoff';
  return { start: !isUp && state !== 'stopping', stop: isUp, restart: isUp, reload: state !== 'starting' && state !== 'stopping', delete: true };
}

/** What a state becomes at once when an action is asked for; the socket tells the truth soon after. */
export function expected(state: State, action: ServerAction): State {
  if (!canDo(state)[action]) return state;
  switch (action) {
    case 'start':
      return 'starting';
    case 'stop':
      return state === 'backoff' ? 'stopped' : 'stopping';
    case 'restart':
      return state === 'backoff' ? 'starting' : 'stopping';
    case 'reload':
    case 'delete':
      return state;
  }
}

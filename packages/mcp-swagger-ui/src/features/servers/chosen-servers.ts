import type { Server } from '../../lib/api';
import type { State } from './can-do';

export interface ServerFilter {
  words: string;
  state: State | 'all';
}

/** The servers that a filter lets through: every word in its name, description, endpoint or transport, and the state. */
export function chosenServers(servers: Server[], { words, state }: ServerFilter): Server[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return servers.filter((server) => {
    const text = [server.name, server.description, server.process.endpoint, server.transport].join(' ').toLowerCase();
    return (state === 'all' || server.process.state === state) && wanted.every((word) => text.includes(word));
  });
}

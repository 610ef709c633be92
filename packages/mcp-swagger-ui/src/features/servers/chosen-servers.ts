import type { Server } from '../../lib/api';
import type { State } from './can-do';

export interface ServerFilter {
  words: string;
  state: State | 'all';
  /** Only those with this tag. */
  tag?: string;
}

/** The servers that a filter lets through: every word in its name, description, endpoint, transport or tags, the state, and the tag. */
export function chosenServers(servers: Server[], { words, state, tag = '' }: ServerFilter): Server[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return servers.filter((server) => {
    const text = [server.name, server.description, server.process.endpoint, server.transport, ...server.tags].join(' ').toLowerCase();
    return (tag === '' || server.tags.includes(tag)) && (state === 'all' || server.process.state === state) && wanted.every((word) => text.includes(word));
  });
}

/** Every tag that one of the servers has, in order. */
export function tagsOf(servers: Server[]): string[] {
  return [...new Set(servers.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b));
}

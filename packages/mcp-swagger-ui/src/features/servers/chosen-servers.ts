import type { Server } from '../../lib/api';
import { hasAll, wordsOf } from '../../lib/words';
import type { State } from './can-do';

export interface ServerFilter {
  words: string;
  state: State | 'all';
  /** Only those with this tag. */
  tag?: string;
}

/** The servers that a filter lets through: every word in its name, description, endpoint, transport or tags, the state, and the tag. */
export function chosenServers(servers: Server[], { words, state, tag = '' }: ServerFilter): Server[] {
  const wanted = wordsOf(words);
  return servers.filter((server) => {
    const text = [server.name, server.description, server.process.endpoint, server.transport, ...server.tags].join(' ');
    return (tag === '' || server.tags.includes(tag)) && (state === 'all' || server.process.state === state) && hasAll(text, wanted);
  });
}

/** Every tag that one of the servers has, in order. */
export function tagsOf(servers: Server[]): string[] {
  return [...new Set(servers.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b));
}

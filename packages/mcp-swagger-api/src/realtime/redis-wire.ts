import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { RedisLine, StreamEntry } from '../nodes/redis-line.js';
import type { OpenWire } from './node-link.js';

/** What a node that was cut off for a moment finds when it is back. A browser that was away asks its own node, not Redis. */
const MOST_ENTRIES = 1_000;

/**
 * What is told to browsers goes to the other nodes over a stream in Redis. `mark`: of this installation, for others may use the same Redis. The adapter
 * is given no client but the few commands that it needs, so that none waits, or turns in circles, while Redis is away.
 */
export function redisWire(line: RedisLine, mark: string): OpenWire {
  let begin: Promise<string> | undefined;
  const client = {
    // By this method the adapter knows which of the clients that there are it has; what goes by these channels is not used here.
    sSubscribe: nothing,
    subscribe: nothing,
    duplicate: () => client,
    on: nothing,
    connect: nothing,
    disconnect: nothing,
    xAdd: (stream: string, _id: '*', entry: StreamEntry) => line.append(stream, entry, MOST_ENTRIES),
    xRead: async ([{ key, id }]: [{ key: string; id: string }], { COUNT }: { COUNT: number }) => {
      if (id !== '$') return line.read(key, id, COUNT);
      // "From now on" would be another moment at each read, and what came between two of them lost.
      begin ??= line.lastId(key).catch((error: unknown) => {
        begin = undefined;
        throw error;
      });
      return line.read(key, await begin, COUNT);
    },
  };
  return createAdapter(client, { streamName: `mcp_swagger_sockets:${mark}`, maxLen: MOST_ENTRIES, onlyPlaintext: true }) as unknown as OpenWire;
}

async function nothing(): Promise<void> {}

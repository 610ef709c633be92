import { sayReason } from 'mcp-swagger-ipc';
import { accessOf } from '../access/access-of.js';
import { ServerError } from '../server-error.js';
import type { Serving, ServingParts } from './serving.js';
import { StdioEndpoint } from './stdio.js';

/** Serves the one client at the other end of a pair of pipes. Throws ServerError without pipes, and for rules of access. */
export function serveStdio({ configuration, servers, calls, connections, stdio, onError }: ServingParts): Serving {
  // Rules that nobody keeps must not look as if somebody did.
  accessOf(configuration);
  if (stdio === undefined) throw new ServerError('CONFIGURATION', 'A server over stdio needs the pipes that it speaks over.');
  let announce = (): void => {};
  const clientGone = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const endpoint = new StdioEndpoint(servers, connections, { ...stdio, onError, onEnd: announce });
  return {
    clientGone,
    // The one client of a stdio server goes with its pipes.
    closeSession: () => false,
    eventCounts: () => undefined,
    prepareAccess: (next) => {
      accessOf(next);
      return () => {};
    },
    stop: async (graceMs) => {
      await calls.whenIdle(graceMs);
      await endpoint.close(sayReason('SERVER_STOPPED'));
    },
  };
}

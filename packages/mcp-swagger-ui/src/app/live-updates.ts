import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { ConnectionEventPayload, ConnectionStatsPayload, ProcessPayload, ServerToBrowserEvents } from 'mcp-swagger-ipc';
import { useEffect, useState } from 'react';
import type { Connection, Server } from '../lib/api';
import { withConnection, withoutConnection, withProcess, withStats } from '../lib/cache-edits';
import { liveEdits } from '../lib/live-data';
import { queryKeys } from '../lib/query-keys';
import { socket } from '../lib/socket';

/** Turns what the socket says into edits of the query cache, and says whether the socket is up. */
export function useLiveUpdates(): boolean {
  const cache = useQueryClient();
  const [isLive, setIsLive] = useState(socket.connected);
  useEffect(() => {
    const up = () => {
      setIsLive(true);
      // What happened while nobody listened is asked for.
      void cache.invalidateQueries();
    };
    const down = () => setIsLive(false);
    socket.on('connect', up).on('disconnect', down);
    const listeners = listenersFor(cache);
    for (const [name, listener] of listeners) socket.on(name, listener);
    return () => {
      socket.off('connect', up).off('disconnect', down);
      for (const [name, listener] of listeners) socket.off(name, listener);
    };
  }, [cache]);
  return isLive;
}

type Listener = { [N in keyof ServerToBrowserEvents]: [N, ServerToBrowserEvents[N]] }[keyof ServerToBrowserEvents];

function listenersFor(cache: QueryClient): Listener[] {
  const editServers = (edit: (servers: Server[]) => Server[]): void => {
    liveEdits.servers.tell(edit);
    cache.setQueryData<Server[]>(queryKeys.servers, (servers) => servers && edit(servers));
  };
  const editConnections = (edit: (connections: Connection[]) => Connection[]): void => {
    liveEdits.connections.tell(edit);
    cache.setQueryData<Connection[]>(queryKeys.connections, (connections) => connections && edit(connections));
  };
  return [
    ['monitoring:process', ({ process }: ProcessPayload) => editServers((servers) => withProcess(servers, process))],
    ['server:changed', () => void cache.invalidateQueries({ queryKey: queryKeys.servers })],
    [
      'mcp:connection:event',
      ({ event, connection, sessionId, serverId }: ConnectionEventPayload) => {
        if (event === 'connected' && connection !== undefined) editConnections((connections) => withConnection(connections, connection));
        if (event === 'disconnected') editConnections((connections) => withoutConnection(connections, serverId, sessionId));
      },
    ],
    [
      'mcp:connection:stats',
      ({ serverId, totalConnections, connections: changed }: ConnectionStatsPayload) => {
        editConnections((connections) => changed.reduce(withConnection, connections));
        editServers((servers) => withStats(servers, serverId, totalConnections));
      },
    ],
    ['monitoring:unified', (system: Parameters<ServerToBrowserEvents['monitoring:unified']>[0]) => void cache.setQueryData(queryKeys.system, system)],
  ];
}

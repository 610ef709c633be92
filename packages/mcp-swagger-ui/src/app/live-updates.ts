import { hashKey, type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { ConnectionEventPayload, ConnectionStatsPayload, ProcessPayload, ServerChangedPayload, ServerToBrowserEvents, ToolsChangedPayload } from 'mcp-swagger-ipc';
import { useEffect } from 'react';
import type { Connection, Server } from '../lib/api';
import { withConnections, withoutConnection, withProcess, withStats } from '../lib/cache-edits';
import { Frames } from '../lib/frames';
import { liveEdits } from '../lib/live-data';
import { queryKeys } from '../lib/query-keys';
import { socket } from '../lib/socket';
import { traffic } from '../lib/traffic';

const CONNECTIONS = hashKey(queryKeys.connections);

/** Turns what the socket says into edits of the query cache. */
export function useLiveUpdates(): void {
  const cache = useQueryClient();
  useEffect(() => {
    // What happened while nobody listened is asked for.
    const up = () => void cache.invalidateQueries();
    socket.on('connect', up);
    const listeners = listenersFor(cache);
    for (const [name, listener] of listeners) socket.on(name, listener);
    const unsubscribe = cache.getQueryCache().subscribe(({ type, query }) => {
      if (type !== 'updated' || query.queryHash !== CONNECTIONS || query.state.data === undefined) return;
      traffic.observe(query.state.data as Connection[], Date.now());
    });
    return () => {
      unsubscribe();
      socket.off('connect', up);
      for (const [name, listener] of listeners) socket.off(name, listener);
    };
  }, [cache]);
}

type Listener = { [N in keyof ServerToBrowserEvents]: [N, ServerToBrowserEvents[N]] }[keyof ServerToBrowserEvents];

function listenersFor(cache: QueryClient): Listener[] {
  const servers = new Frames<Server[]>((edit) => cache.setQueryData<Server[]>(queryKeys.servers, (list) => list && edit(list)));
  const connections = new Frames<Connection[]>((edit) => cache.setQueryData<Connection[]>(queryKeys.connections, (list) => list && edit(list)));
  const editServers = (edit: (servers: Server[]) => Server[]): void => {
    liveEdits.servers.tell(edit);
    servers.add(edit);
  };
  const editConnections = (edit: (connections: Connection[]) => Connection[]): void => {
    liveEdits.connections.tell(edit);
    connections.add(edit);
  };
  return [
    ['monitoring:process', ({ process }: ProcessPayload) => editServers((list) => withProcess(list, process))],
    [
      'server:changed',
      ({ serverId }: ServerChangedPayload) => {
        void cache.invalidateQueries({ queryKey: queryKeys.servers });
        void cache.invalidateQueries({ queryKey: queryKeys.server(serverId) });
      },
    ],
    ['mcp:tools:changed', ({ serverId }: ToolsChangedPayload) => void cache.invalidateQueries({ queryKey: queryKeys.tools(serverId) })],
    ['alert:changed', () => void cache.invalidateQueries({ queryKey: queryKeys.alerts })],
    [
      'mcp:connection:event',
      ({ event, connection, sessionId, serverId }: ConnectionEventPayload) => {
        if (event === 'connected' && connection !== undefined) editConnections((list) => withConnections(list, [connection]));
        if (event !== 'disconnected') return;
        editConnections((list) => withoutConnection(list, serverId, sessionId));
        void cache.invalidateQueries({ queryKey: queryKeys.endedConnections });
      },
    ],
    [
      'mcp:connection:stats',
      ({ serverId, totalConnections, connections: changed }: ConnectionStatsPayload) => {
        editConnections((list) => withConnections(list, changed));
        editServers((list) => withStats(list, serverId, totalConnections));
      },
    ],
    ['monitoring:unified', (system: Parameters<ServerToBrowserEvents['monitoring:unified']>[0]) => void cache.setQueryData(queryKeys.system, system)],
  ];
}

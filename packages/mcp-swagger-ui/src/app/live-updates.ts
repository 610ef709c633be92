import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { ConnectionEventPayload, ConnectionStatsPayload, ProcessPayload, ServerChangedPayload, ServerToBrowserEvents, ToolsChangedPayload } from 'mcp-swagger-ipc';
import { useEffect } from 'react';
import type { Connection, Server } from '../lib/api';
import { type ConnectionChange, withConnectionChanges, withProcess, withStats } from '../lib/cache-edits';
import { allOf, Frames } from '../lib/frames';
import { liveEdits } from '../lib/live-data';
import { queryKeys } from '../lib/query-keys';
import { socket } from '../lib/socket';

/** Turns what the socket says into edits of the query cache. */
export function useLiveUpdates(): void {
  const cache = useQueryClient();
  useEffect(() => {
    // What happened while nobody listened is asked for.
    const up = () => void cache.invalidateQueries();
    socket.on('connect', up);
    const listeners = listenersFor(cache);
    for (const [name, listener] of listeners) socket.on(name, listener);
    return () => {
      socket.off('connect', up);
      for (const [name, listener] of listeners) socket.off(name, listener);
    };
  }, [cache]);
}

type Listener = { [N in keyof ServerToBrowserEvents]: [N, ServerToBrowserEvents[N]] }[keyof ServerToBrowserEvents];

function listenersFor(cache: QueryClient): Listener[] {
  // Nothing is told to those who look when an edit changed nothing.
  const edit = <T>(queryKey: readonly string[], change: (data: T) => T) =>
    cache.setQueryData<T>(queryKey, (data) => {
      if (data === undefined) return undefined;
      const next = change(data);
      return next === data ? undefined : next;
    });
  const servers = new Frames<(list: Server[]) => Server[]>((edits) => edit(queryKeys.servers, allOf(edits)));
  const connections = new Frames<ConnectionChange>((changes) => edit<Connection[]>(queryKeys.connections, (list) => withConnectionChanges(list, changes)));
  const ended = new Frames<undefined>(() => void cache.invalidateQueries({ queryKey: queryKeys.endedConnections }));
  const changed = new Frames<string>((ids) => {
    void cache.invalidateQueries({ queryKey: queryKeys.servers });
    for (const id of new Set(ids)) void cache.invalidateQueries({ queryKey: queryKeys.server(id) });
  });
  const editServers = (change: (servers: Server[]) => Server[]): void => {
    liveEdits.servers.tell(change);
    servers.add(change);
  };
  const changeConnections = (...changes: ConnectionChange[]): void => {
    liveEdits.connections.tell((list) => withConnectionChanges(list, changes));
    connections.add(...changes);
  };
  return [
    ['monitoring:process', ({ process }: ProcessPayload) => editServers((list) => withProcess(list, process))],
    ['server:changed', ({ serverId }: ServerChangedPayload) => changed.add(serverId)],
    ['mcp:tools:changed', ({ serverId }: ToolsChangedPayload) => void cache.invalidateQueries({ queryKey: queryKeys.tools(serverId) })],
    ['alert:changed', () => void cache.invalidateQueries({ queryKey: queryKeys.alerts })],
    [
      'mcp:connection:event',
      ({ event, connection, sessionId, serverId }: ConnectionEventPayload) => {
        if (event === 'connected' && connection !== undefined) changeConnections({ serverId, sessionId, connection });
        if (event !== 'disconnected') return;
        changeConnections({ serverId, sessionId, connection: undefined });
        ended.add(undefined);
      },
    ],
    [
      'mcp:connection:stats',
      ({ serverId, totalConnections, connections: newer }: ConnectionStatsPayload) => {
        changeConnections(...newer.map((connection) => ({ serverId: connection.serverId, sessionId: connection.sessionId, connection })));
        editServers((list) => withStats(list, serverId, totalConnections));
      },
    ],
    ['monitoring:unified', (system: Parameters<ServerToBrowserEvents['monitoring:unified']>[0]) => void cache.setQueryData(queryKeys.system, system)],
  ];
}

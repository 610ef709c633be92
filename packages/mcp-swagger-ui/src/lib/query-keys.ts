/** Every key of the query cache. What belongs to one server begins with its id, so that it is forgotten together. */
export const queryKeys = {
  session: ['session'] as const,
  servers: ['servers'] as const,
  connections: ['connections'] as const,
  endedConnections: ['ended-connections'] as const,
  system: ['system'] as const,
  documents: ['documents'] as const,
  server: (serverId: string) => ['server', serverId] as const,
  tools: (serverId: string) => ['server', serverId, 'tools'] as const,
  health: (serverId: string) => ['server', serverId, 'health'] as const,
  metrics: (serverId: string) => ['server', serverId, 'metrics'] as const,
  process: (serverId: string) => ['server', serverId, 'process'] as const,
  logs: (serverId: string) => ['server', serverId, 'logs'] as const,
};

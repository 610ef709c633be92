/** Every key of the query cache. */
export const queryKeys = {
  servers: ['servers'] as const,
  connections: ['connections'] as const,
  system: ['system'] as const,
  logs: (serverId: string) => ['logs', serverId] as const,
};

import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../lib/api';
import type { paths } from '../../lib/generated/api';
import { queryKeys } from '../../lib/query-keys';

type Held = paths['/api/servers/{id}/replicas']['get']['responses']['200']['content']['application/json']['replicas'][number];

/** A process of a server that several nodes run. `connections`: null when its node does not answer. */
export interface Replica extends Held {
  connections: number | null;
}

const LOOK_MS = 5_000;

/** Each replica of a server, looked at again and again: another node tells nobody here what its processes do. */
export function useReplicas(id: string) {
  return useQuery({
    queryKey: queryKeys.replicas(id),
    queryFn: async (): Promise<Replica[]> => {
      const { replicas } = await read(api.GET('/api/servers/{id}/replicas', { params: { path: { id } } }));
      return await Promise.all(replicas.map(async (replica) => ({ ...replica, connections: replica.process === null ? null : await connectionsAt(id, replica.nodeId) })));
    },
    refetchInterval: LOOK_MS,
  });
}

/** A node may go between two questions. */
async function connectionsAt(id: string, node: string): Promise<number | null> {
  const counted = await read(api.GET('/api/servers/{id}/mcp/connections/count', { params: { path: { id }, query: { node } } })).catch(() => undefined);
  return counted?.data.activeConnections ?? null;
}

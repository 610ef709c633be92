import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../lib/api';
import type { paths } from '../../lib/generated/api';
import { queryKeys } from '../../lib/query-keys';

export type NodesView = paths['/api/nodes']['get']['responses']['200']['content']['application/json'];
export type Node = NodesView['nodes'][number];

const LOOK_MS = 5_000;

/** The nodes and who has which server, looked at again and again: a node that dies tells nobody. */
export function useNodes() {
  return useQuery<NodesView>({ queryKey: queryKeys.nodes, queryFn: () => read(api.GET('/api/nodes')), refetchInterval: LOOK_MS });
}

import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';

const LOOK_MS = 15_000;

/** The tool calls of all servers in the last hour, in sum. */
export function useAllCalls() {
  return useQuery({ queryKey: queryKeys.allCalls, queryFn: async () => (await read(api.GET('/api/calls'))).total, refetchInterval: LOOK_MS });
}

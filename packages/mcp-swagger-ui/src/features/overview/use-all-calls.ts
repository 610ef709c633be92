import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';

const LOOK_MS = 5_000;

/** The tool calls of all servers in the last hour, in sum and by minute. */
export function useAllCalls() {
  return useQuery({ queryKey: queryKeys.allCalls, queryFn: () => read(api.GET('/api/calls')), refetchInterval: LOOK_MS });
}

import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';

/** What a server offers, whether it runs or not. */
export function useTools(id: string) {
  return useQuery({ queryKey: queryKeys.tools(id), queryFn: () => read(api.GET('/api/servers/{id}/tools', { params: { path: { id } } })) });
}

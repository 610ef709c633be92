import { useQuery } from '@tanstack/react-query';
import { api, read, type Server, type Tool, type ToolChange } from '../../lib/api';
import { listTools } from '../../lib/mcp-call';
import { queryKeys } from '../../lib/query-keys';

interface Offer {
  tools: Tool[];
  warnings: { pointer: string; message: string }[];
  skipped: { pointer: string; message: string }[];
  changes: ToolChange[];
}

/** What a server offers: one with a document whether it runs or not, a program as it says to its clients. */
export function useTools({ id, kind, process }: Server) {
  return useQuery<Offer>({
    queryKey: queryKeys.tools(id),
    enabled: kind === 'document' || process.state === 'running',
    queryFn: async ({ signal }) => (kind === 'document' ? await read(api.GET('/api/servers/{id}/tools', { params: { path: { id } } })) : { tools: await listTools(id, signal), warnings: [], skipped: [], changes: [] }),
  });
}

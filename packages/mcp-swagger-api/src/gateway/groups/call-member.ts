import type { Client } from '@modelcontextprotocol/client';
import type { ServerContext } from '@modelcontextprotocol/server';
import { inTrace } from './in-trace.js';
import type { MemberClients } from './member-clients.js';

/** A call may take as long as its server lets it; this bound is only for one that hangs. */
const CALL_MS = 10 * 60_000;

type Passed = 'tools/call' | 'prompts/get' | 'resources/read' | 'completion/complete';

/** Passes a request on to a server, and its progress back, as a part of the trace that it came with. The server is told of no client that could be asked. */
export async function callMember(client: Client, method: Passed, params: Record<string, unknown>, { mcpReq, http }: ServerContext): Promise<unknown> {
  const { progressToken, ...meta } = mcpReq._meta ?? {};
  const { _meta: _ours, ...rest } = params;
  return await inTrace(nameOf(method, rest), meta, http?.req?.headers, (trace) =>
    client.request(
      { method, params: { ...rest, _meta: trace } },
      {
        signal: mcpReq.signal,
        timeout: CALL_MS,
        resetTimeoutOnProgress: true,
        ...(progressToken === undefined ? {} : { onprogress: (progress) => void mcpReq.notify({ method: 'notifications/progress', params: { ...progress, progressToken } }).catch(() => {}) }),
      },
    ),
  );
}

function nameOf(method: Passed, { name }: Record<string, unknown>): string {
  return typeof name === 'string' ? `${method} ${name}` : method;
}

/** Whether a server has a capability. Rejects with MemberUnavailable. */
export async function hasCapability(clients: MemberClients, serverId: string, capability: 'completions'): Promise<boolean> {
  return (await clients.client(serverId)).getServerCapabilities()?.[capability] !== undefined;
}

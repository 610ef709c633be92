import type { Client } from '@modelcontextprotocol/client';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { MemberClients } from './member-clients.js';

/** A call may take as long as its server lets it; this bound is only for one that hangs. */
const CALL_MS = 10 * 60_000;

type Passed = 'tools/call' | 'prompts/get' | 'resources/read' | 'completion/complete';

/** Passes a request on to a server, and its progress back. The server is told of no client that could be asked. */
export async function callMember(client: Client, method: Passed, params: Record<string, unknown>, { mcpReq }: ServerContext): Promise<unknown> {
  const { progressToken, ...meta } = mcpReq._meta ?? {};
  const { _meta: _ours, ...rest } = params;
  return await client.request(
    {
      method,
      params: {
        ...rest,
        _meta: traced(meta),
      },
    },
    {
      signal: mcpReq.signal,
      timeout: CALL_MS,
      resetTimeoutOnProgress: true,
      ...(progressToken === undefined ? {} : { onprogress: (progress) => void mcpReq.notify({ method: 'notifications/progress', params: { ...progress, progressToken } }).catch(() => {}) }),
    },
  );
}

/** Whether a server has a capability. Rejects with MemberUnavailable. */
export async function hasCapability(clients: MemberClients, serverId: string, capability: 'completions'): Promise<boolean> {
  return (await clients.client(serverId)).getServerCapabilities()?.[capability] !== undefined;
}

/** Of what a client says beside its request only what belongs to its trace concerns another server (W3C Trace Context). */
function traced({ traceparent, tracestate, baggage }: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ traceparent, tracestate, baggage }).filter(([, value]) => value !== undefined));
}

import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A client of the older protocol, with a session. */
export async function connectSession(endpoint: string, name = 'session-client', headers: Record<string, string> = {}): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name, version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), { requestInit: { headers } });
  // The SDK's transport types are stricter about optional fields than its own classes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return { client, transport };
}

/** A client of the stateless protocol, and of nothing older. */
export async function connectModern(endpoint: string, name = 'modern-client'): Promise<ModernClient> {
  const client = new ModernClient({ name, version: '2.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new ModernTransport(new URL(endpoint)));
  return client;
}

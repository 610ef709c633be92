import { Client } from '@modelcontextprotocol/client';
import type { PipeTransport } from './pipe-transport.js';
import { OURSELVES } from './program-channel.js';

/** The stateless revision: what clients can do travels with each request, so one pair of pipes serves many. */
const STATELESS_REVISION = '2026-07-28';

/** Speaks MCP with our own server over its pipes. */
export async function connectOwn(pipe: PipeTransport): Promise<Client> {
  const client = new Client(OURSELVES, { versionNegotiation: { mode: { pin: STATELESS_REVISION } } });
  await client.connect(pipe);
  return client;
}

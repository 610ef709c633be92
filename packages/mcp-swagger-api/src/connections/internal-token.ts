import { createHmac } from 'node:crypto';

/** What the API proves itself with to the internal API of a server's process: one a server, the same until the API ends. */
export function internalTokenOf(secret: Buffer, serverId: string): string {
  return createHmac('sha256', secret).update(`internal-api:${serverId}`).digest('hex');
}

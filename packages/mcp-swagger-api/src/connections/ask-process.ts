import { connectionViewSchema, type ConnectionStats, type ConnectionView } from 'mcp-swagger-ipc';
import { z } from 'zod';

const TIMEOUT_MS = 2_000;

/** Ten thousand connections are some five megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;

const answerSchema = z.object({
  activeConnections: z.number().int().nonnegative(),
  totalConnections: z.number().int().nonnegative(),
  connections: z.array(connectionViewSchema),
  lastUpdated: z.iso.datetime(),
});

/** Everyone who is connected, as a process said at `sentAt` (epoch ms of its clock). */
export interface Polled {
  sentAt: number;
  stats: ConnectionStats;
}

/** Asks the internal API of a process, on the loopback address. Rejects when it does not answer within 2 s, or with something else. */
export async function askProcess(port: number, token: string): Promise<Polled> {
  const response = await fetch(`http://127.0.0.1:${port}/connections`, {
    headers: { Authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The internal API of the process answered with ${response.status}.`);
  }
  return toPolled(JSON.parse(await textOf(response)) as unknown);
}

/** Throws when the answer is not of the internal API. */
function toPolled(answer: unknown): Polled {
  const { activeConnections, totalConnections, connections, lastUpdated } = answerSchema.parse(answer);
  return {
    sentAt: Date.parse(lastUpdated),
    stats: { activeConnections, totalConnections, full: true, connections: connections.map(toConnection), messages: { written: 0, dropped: 0 } },
  };
}

function toConnection({ clientIP, connectedAt, lastActivity, userAgent, lastTool, ...rest }: ConnectionView): ConnectionStats['connections'][number] {
  return {
    ...rest,
    ip: clientIP ?? undefined,
    userAgent: userAgent ?? undefined,
    lastTool: lastTool ?? undefined,
    connectedAt: Date.parse(connectedAt),
    lastActivity: Date.parse(lastActivity),
  };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`The internal API of the process answered with more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

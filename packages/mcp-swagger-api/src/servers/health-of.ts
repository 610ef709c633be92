import type { HealthCheckView, ProcessStateName } from 'mcp-swagger-ipc';
import { healthCheckViewSchema, processStateSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';

export const serverHealthSchema = z.object({
  serverId: z.uuid(),
  state: processStateSchema,
  status: z.enum(['healthy', 'failing', 'unknown']).describe('unknown: it does not run, or nobody looked yet'),
  missed: z.object({ control: z.number().int(), mcp: z.number().int(), upstream: z.number().int() }).describe('failures in a row'),
  threshold: z.number().int().describe('so many in a row, and the process is killed and started again'),
  control: healthCheckViewSchema.nullable(),
  mcp: healthCheckViewSchema.nullable(),
  upstream: healthCheckViewSchema.nullable().describe('of the API behind, where upstreamProbe is set'),
});
export type ServerHealth = z.infer<typeof serverHealthSchema>;

/** What the last looks at a process come to; those of earlier processes do not count. */
export function healthOf(serverId: string, state: ProcessStateName, readyAt: string | null, checks: HealthCheckView[], threshold: number): ServerHealth {
  const current = readyAt === null ? [] : checks.filter(({ at }) => at >= readyAt);
  const control = current.filter(({ probe }) => probe === 'control');
  const mcp = current.filter(({ probe }) => probe === 'mcp');
  const upstream = current.filter(({ probe }) => probe === 'upstream');
  const missed = { control: missedInARow(control), mcp: missedInARow(mcp), upstream: missedInARow(upstream) };
  const isFailing = state === 'unhealthy' || missed.control + missed.mcp + missed.upstream > 0;
  const status = isFailing ? 'failing' : state === 'running' && current.length > 0 ? 'healthy' : 'unknown';
  return { serverId, state, status, missed, threshold, control: control.at(-1) ?? null, mcp: mcp.at(-1) ?? null, upstream: upstream.at(-1) ?? null };
}

function missedInARow(checks: HealthCheckView[]): number {
  return checks.length - 1 - checks.findLastIndex(({ healthy }) => healthy);
}

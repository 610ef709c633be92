import type { ChildMessage } from 'mcp-swagger-ipc';
import type { Question } from './child-channel.js';
import { healthLooks } from './health-looks.js';
import { type HealthListener, HealthProbe } from './health-probe.js';
import type { ProcessPolicy } from './process-spec.js';
import type { ProcessRun } from './process-run.js';

/** A question that takes longer is not answered. */
export const ASK_TIMEOUT_MS = 5_000;

/** Looks at a process as its policy says, until it is told to stop. */
export function watchHealth(policy: ProcessPolicy, ask: (question: Question, timeoutMs: number) => Promise<ChildMessage>, run: ProcessRun | undefined, listener: HealthListener): HealthProbe {
  const { healthCheckIntervalMs: intervalMs, missedHealthChecks: threshold, mcpCheckEvery: mcpEvery, upstreamProbe: upstream } = policy;
  const timeoutMs = Math.min(ASK_TIMEOUT_MS, intervalMs);
  const probe = new HealthProbe(healthLooks({ ask, started: () => run?.started, timeoutMs, upstream }), listener, { intervalMs, threshold, mcpEvery, upstream });
  probe.start();
  return probe;
}

import type { ChildMessage, ServerStarted } from 'mcp-swagger-ipc';
import type { HealthLooks } from './health-probe.js';
import { probeEndpoint } from './probe-endpoint.js';

/** The looks at a child: a question over its control channel, and one to its endpoint, if it has one. */
export function healthLooks(ask: () => Promise<ChildMessage>, started: () => ServerStarted | undefined, timeoutMs: number): HealthLooks {
  return {
    control: async () => {
      const { type, data } = await ask();
      return type === 'HEALTH' ? data.eventLoopDelayMs : null;
    },
    mcp: async () => {
      const { endpoint, transport } = started() ?? {};
      if (endpoint !== undefined && transport !== undefined) await probeEndpoint(endpoint, transport, timeoutMs);
    },
  };
}

import type { ChildMessage, ServerStarted } from 'mcp-swagger-ipc';
import type { Question } from './child-channel.js';
import type { HealthLooks } from './health-probe.js';
import { probeEndpoint } from './probe-endpoint.js';
import type { UpstreamProbe } from './process-spec.js';

/** Beyond the time that the API behind it has to answer, so that the process can say that it did not. */
const WORD_MS = 2_000;

export interface LooksAt {
  ask: (question: Question, timeoutMs: number) => Promise<ChildMessage>;
  started: () => ServerStarted | undefined;
  timeoutMs: number;
  upstream: UpstreamProbe | undefined;
}

/** The looks at a child: a question over its control channel, one to its endpoint, if it has one, and one that it passes on to the API behind it. */
export function healthLooks({ ask, started, timeoutMs, upstream }: LooksAt): HealthLooks {
  return {
    control: async () => {
      const { type, data } = await ask({ command: 'health-check' }, timeoutMs);
      return type === 'HEALTH' ? data.eventLoopDelayMs : null;
    },
    mcp: async () => {
      const { endpoint, transport } = started() ?? {};
      if (endpoint !== undefined && transport !== undefined) await probeEndpoint(endpoint, transport, timeoutMs);
    },
    upstream: async () => {
      if (upstream === undefined) return;
      const { target, timeoutMs: upstreamMs } = upstream;
      const { type, data } = await ask({ command: 'probe-upstream', target, timeoutMs: upstreamMs }, upstreamMs + WORD_MS);
      if (type === 'COMMAND_RESULT' && data.success) return;
      const isUnknown = type !== 'COMMAND_RESULT' || data.code === 'RESTART_NEEDED';
      throw new Error(isUnknown ? 'The program that runs does not know probe-upstream; take upstreamProbe away for it.' : (data.error ?? 'The process did not say why.'));
    },
  };
}

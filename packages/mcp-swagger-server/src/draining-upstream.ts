import { IdleWait } from './idle-wait.js';
import type { Upstream } from './upstream/index.js';

/** An upstream that can be left: `retire` closes it when its last call has ended, or after `graceMs`. */
export interface DrainingUpstream extends Upstream {
  retire(graceMs: number): Promise<void>;
}

/** Counts the calls and reads of an upstream, so that those in flight survive a reload. */
export function drainingUpstream(upstream: Upstream): DrainingUpstream {
  let inFlight = 0;
  const idle = new IdleWait(() => inFlight === 0);
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    inFlight += 1;
    try {
      return await work;
    } finally {
      inFlight -= 1;
      idle.check();
    }
  };
  return {
    ...upstream,
    call: (toolName, args, options) => counted(upstream.call(toolName, args, options)),
    read: async (...read) => await counted(upstream.read(...read)),
    retire: async (graceMs) => {
      await idle.wait(graceMs);
      await upstream.close();
    },
  };
}

import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Heartbeat } from 'mcp-swagger-ipc';

/** To look every 20 ms costs a process at rest 2 ms of processor time a second, and a hundred of them a fifth of a core; this costs a fifth of that. */
const RESOLUTION_MS = 100;

/** A loop that was held up for longer is not well. */
const SLOW_MS = 1_000;

/** How this process is doing. */
export class VitalSigns {
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#loop.enable();
  }

  /** The signs since they were last `reset`. */
  read(): Heartbeat {
    // The histogram counts the pause between its ticks too.
    const eventLoopDelayMs = this.#loop.max > 0 ? Math.max(0, this.#loop.max / 1e6 - RESOLUTION_MS) : 0;
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return { status: eventLoopDelayMs > SLOW_MS ? 'slow' : 'healthy', eventLoopDelayMs, rssBytes: rss, heapBytes: heapUsed, cpuMicros: user + system };
  }

  reset(): void {
    this.#loop.reset();
  }

  stop(): void {
    this.#loop.disable();
  }
}

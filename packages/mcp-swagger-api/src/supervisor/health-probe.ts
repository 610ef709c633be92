import { messageOf } from '../common/error-facts.js';

/** One look at a process. `at`: epoch ms; durations in ms. */
export interface HealthCheck {
  at: number;
  probe: 'control' | 'mcp';
  healthy: boolean;
  latencyMs: number;
  eventLoopDelayMs: number | null;
  error: string | null;
}

export interface HealthPolicy {
  intervalMs: number;
  /** So many failures of one kind in a row, and the process is unhealthy. */
  threshold: number;
  /** The endpoint is looked at with every so many checks, and with each once it has failed; without it, never. */
  mcpEvery?: number | undefined;
}

/** The two looks; each rejects when the process is not well, and the first tells its event loop's delay. */
export interface HealthLooks {
  control(): Promise<number | null>;
  mcp(): Promise<void>;
}

export interface HealthListener {
  checked(check: HealthCheck): void;
  unhealthy(reason: string): void;
}

/** Looks at a process at an interval and counts the looks that failed. */
export class HealthProbe {
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  readonly #missed = { control: 0, mcp: 0 };

  constructor(
    private readonly looks: HealthLooks,
    private readonly listener: HealthListener,
    private readonly policy: HealthPolicy,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#round(), this.policy.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #round(): void {
    this.#count += 1;
    void this.#look('control', () => this.looks.control());
    const { mcpEvery } = this.policy;
    if (mcpEvery === undefined || (this.#count % mcpEvery !== 0 && this.#missed.mcp === 0)) return;
    void this.#look('mcp', async () => {
      await this.looks.mcp();
      return null;
    });
  }

  async #look(probe: HealthCheck['probe'], look: () => Promise<number | null>): Promise<void> {
    const timer = this.#timer;
    const at = Date.now();
    const begun = performance.now();
    const outcome = await look().then(
      (eventLoopDelayMs) => ({ healthy: true, eventLoopDelayMs, error: null }),
      (error: unknown) => ({ healthy: false, eventLoopDelayMs: null, error: messageOf(error) }),
    );
    // An answer that comes after stop() speaks of a process that is no longer ours to judge.
    if (timer === undefined || timer !== this.#timer) return;
    this.#missed[probe] = outcome.healthy ? 0 : this.#missed[probe] + 1;
    this.listener.checked({ at, probe, latencyMs: Math.round((performance.now() - begun) * 10) / 10, ...outcome });
    const missed = this.#missed[probe];
    if (missed < this.policy.threshold) return;
    this.listener.unhealthy(
      probe === 'control' ? `${missed} health checks in a row had no answer.` : `${missed} checks of the MCP endpoint in a row failed: ${outcome.error}`,
    );
  }
}

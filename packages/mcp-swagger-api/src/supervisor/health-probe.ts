import { sayReason } from 'mcp-swagger-ipc';
import { messageOf } from '../common/error-facts.js';

export type ProbeKind = 'control' | 'mcp' | 'upstream';

/** One look at a process. `at`: epoch ms; durations in ms. */
export interface HealthCheck {
  at: number;
  probe: ProbeKind;
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
  /** The API behind it is looked at by itself; `restarts`: its failures count as the process's. */
  upstream?: { intervalMs: number; restarts: boolean } | undefined;
}

/** The looks; each rejects when what it looks at is not well, and the first tells the event loop's delay. */
export interface HealthLooks {
  control(): Promise<number | null>;
  mcp(): Promise<void>;
  upstream(): Promise<void>;
}

export interface HealthListener {
  checked(check: HealthCheck): void;
  unhealthy(reason: string): void;
}

/** Looks at a process at an interval and counts the looks that failed. */
export class HealthProbe {
  #timers: NodeJS.Timeout[] = [];
  #count = 0;
  readonly #missed = { control: 0, mcp: 0, upstream: 0 };

  constructor(
    private readonly looks: HealthLooks,
    private readonly listener: HealthListener,
    private readonly policy: HealthPolicy,
  ) {}

  start(): void {
    const { intervalMs, upstream } = this.policy;
    this.#timers = [setInterval(() => this.#round(), intervalMs)];
    if (upstream === undefined) return;
    this.#timers.push(setInterval(() => this.#lookUpstream(), upstream.intervalMs));
    this.#lookUpstream();
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #round(): void {
    this.#count += 1;
    void this.#look('control', () => this.looks.control());
    const { mcpEvery } = this.policy;
    if (mcpEvery !== undefined && (this.#count % mcpEvery === 0 || this.#missed.mcp > 0)) void this.#look('mcp', () => this.looks.mcp());
  }

  #lookUpstream(): void {
    void this.#look('upstream', () => this.looks.upstream());
  }

  async #look(probe: ProbeKind, look: () => Promise<number | null | void>): Promise<void> {
    const timers = this.#timers;
    const at = Date.now();
    const begun = performance.now();
    const outcome = await look().then(
      (eventLoopDelayMs) => ({ healthy: true, eventLoopDelayMs: eventLoopDelayMs ?? null, error: null }),
      (error: unknown) => ({ healthy: false, eventLoopDelayMs: null, error: messageOf(error) }),
    );
    // An answer that comes after stop() speaks of a process that is no longer ours to judge.
    if (timers !== this.#timers) return;
    this.#missed[probe] = outcome.healthy ? 0 : this.#missed[probe] + 1;
    this.listener.checked({ at, probe, latencyMs: Math.round((performance.now() - begun) * 10) / 10, ...outcome });
    if (this.#missed[probe] >= this.policy.threshold && (probe !== 'upstream' || this.policy.upstream?.restarts === true)) this.listener.unhealthy(reasonOf(probe, this.#missed[probe], outcome.error));
  }
}

function reasonOf(probe: ProbeKind, missed: number, error: string | null): string {
  switch (probe) {
    case 'control':
      return sayReason('NO_HEALTH', { missed });
    case 'mcp':
      return sayReason('MCP_ILL', { missed, reason: String(error) });
    case 'upstream':
      return sayReason('UPSTREAM_ILL', { missed, reason: String(error) });
  }
}

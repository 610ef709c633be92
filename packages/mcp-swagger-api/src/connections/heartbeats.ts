/** The last heartbeats of a process, and how often it said it would send them. Times: monotonic ms. */
interface Pulse {
  generation: number;
  beatAtMs: number;
  intervalMs: number;
  /** Without reports there are no heartbeats, and the answers to health checks must do. */
  isReporting: boolean;
}

/** When each server's process was last heard to live. */
export class Heartbeats {
  readonly #pulses = new Map<string, Pulse>();

  /** A process began, and will send a heartbeat every so many ms. */
  begin(serverId: string, { generation, intervalMs, isReporting }: Omit<Pulse, 'beatAtMs'>, nowMs: number): void {
    this.#pulses.set(serverId, { generation, intervalMs, isReporting, beatAtMs: nowMs });
  }

  beat(serverId: string, generation: number, nowMs: number): void {
    const pulse = this.#pulses.get(serverId);
    if (pulse?.generation === generation) pulse.beatAtMs = nowMs;
  }

  /** The process answered a health check. */
  answer(serverId: string, nowMs: number): void {
    const pulse = this.#pulses.get(serverId);
    if (pulse?.isReporting === false) pulse.beatAtMs = nowMs;
  }

  /** That of an earlier process changes nothing: the newer one goes on. */
  end(serverId: string, generation: number): void {
    if (this.#pulses.get(serverId)?.generation === generation) this.#pulses.delete(serverId);
  }

  servers(): string[] {
    return [...this.#pulses.keys()];
  }

  /** Age of the last heartbeat and the interval, in ms; undefined when there is no process. */
  of(serverId: string, nowMs: number): { ageMs: number; intervalMs: number } | undefined {
    const pulse = this.#pulses.get(serverId);
    return pulse === undefined ? undefined : { ageMs: nowMs - pulse.beatAtMs, intervalMs: pulse.intervalMs };
  }
}

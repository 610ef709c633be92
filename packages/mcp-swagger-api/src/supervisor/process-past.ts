import type { HealthCheckView, ProcessEndView, ProcessView, ResourcesView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { HealthCheck } from './health-probe.js';
import type { ProcessEnd } from './process-end.js';
import type { ResourceSample } from './resource-sampler.js';
import { Ring } from './ring.js';

const KEPT_ENDS = 50;
const KEPT_CHECKS = 100;

/** Ten minutes of samples at the usual interval. */
const KEPT_SAMPLES = 120;

/** What is remembered of one server's processes, oldest first. */
export class ProcessPast {
  /** What became of the last change of a running process. */
  lastReload: ProcessView['lastReload'] = null;
  readonly #ends = new Ring<ProcessEnd>(KEPT_ENDS);
  readonly #checks = new Ring<HealthCheck>(KEPT_CHECKS);
  readonly #samples = new Ring<ResourceSample>(KEPT_SAMPLES);

  ended(end: ProcessEnd): void {
    this.#ends.push(end);
  }

  /** Turned: the look before it of the same kind came to something else. */
  checked(check: HealthCheck): 'turned' | 'same' {
    const before = this.#checks.items.findLast(({ probe }) => probe === check.probe);
    this.#checks.push(check);
    return before !== undefined && before.healthy !== check.healthy ? 'turned' : 'same';
  }

  sampled(sample: ResourceSample): void {
    this.#samples.push(sample);
  }

  get ends(): ProcessEndView[] {
    return this.#ends.items.map(({ generation, pid, startedAt, at, code, signal, reason, expected }) => ({
      generation,
      pid,
      startedAt: toInstant(startedAt),
      endedAt: toInstant(at),
      code,
      signal,
      reason,
      expected,
    }));
  }

  get checks(): HealthCheckView[] {
    return this.#checks.items.map((check) => ({ ...check, at: toInstant(check.at) }));
  }

  get samples(): ResourcesView[] {
    return this.#samples.items.map((sample) => ({ ...sample, at: toInstant(sample.at) }));
  }
}

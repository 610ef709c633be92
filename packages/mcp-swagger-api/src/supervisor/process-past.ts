import type { HealthCheckView, ProcessEndView, ResourcesView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { Exit } from './exit-reason.js';
import type { HealthCheck } from './health-probe.js';
import type { ResourceSample } from './resource-sampler.js';
import { Ring } from './ring.js';

/** How one process ended. Times: epoch ms. */
export interface ProcessEnd extends Exit {
  generation: number;
  pid: number | null;
  startedAt: number;
  at: number;
  reason: string;
  stderr: string[];
}

const KEPT_ENDS = 50;
const KEPT_CHECKS = 100;

/** Ten minutes of samples at the usual interval. */
const KEPT_SAMPLES = 120;

/** What is remembered of one server's processes, oldest first. */
export class ProcessPast {
  readonly #ends = new Ring<ProcessEnd>(KEPT_ENDS);
  readonly #checks = new Ring<HealthCheck>(KEPT_CHECKS);
  readonly #samples = new Ring<ResourceSample>(KEPT_SAMPLES);

  ended(end: ProcessEnd): void {
    this.#ends.push(end);
  }

  checked(check: HealthCheck): void {
    this.#checks.push(check);
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

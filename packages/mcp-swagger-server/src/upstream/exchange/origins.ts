import { describeFailure, failureCode, failureName, OutgoingError } from 'mcp-swagger-parser';
import { Bulkhead, BULKHEAD_POLICY } from './bulkhead.js';
import type { BulkheadPolicy } from './bulkhead.js';
import { CIRCUIT_POLICY, CLOSED, mayCall, nextCircuit } from './circuit.js';
import type { Circuit, CircuitEvent, CircuitPolicy } from './circuit.js';
import type { Answer } from './exchange.js';
import { UpstreamError } from '../upstream-error.js';

/** How an origin is at the moment. */
export interface OriginState {
  origin: string;
  circuit: Circuit['name'];
  inFlight: number;
  waiting: number;
}

interface Origin {
  circuit: Circuit;
  bulkhead: Bulkhead;
}

/** Redirects may name any number of origins. */
const MOST_ORIGINS = 1_000;

/** Guards the origins that are called: each gets so many calls at once, and none for a while when it keeps failing. */
export class Origins {
  readonly #origins = new Map<string, Origin>();
  readonly #circuitPolicy: CircuitPolicy;
  readonly #bulkheadPolicy: BulkheadPolicy;

  constructor(circuit: Partial<CircuitPolicy> = {}, bulkhead: Partial<BulkheadPolicy> = {}) {
    this.#circuitPolicy = { ...CIRCUIT_POLICY, ...circuit };
    this.#bulkheadPolicy = { ...BULKHEAD_POLICY, ...bulkhead };
  }

  /** Makes a call when the origin may have it. Rejects with UpstreamError when it may not, or as the call does. */
  async call(name: string, signal: AbortSignal, send: () => Promise<Answer>): Promise<Answer> {
    const origin = this.#origins.get(name) ?? this.#add(name);
    const { bulkhead } = origin;
    this.#refuseOpen(name, origin);
    if (!bulkhead.tryEnter()) {
      if (bulkhead.isFull) {
        throw new UpstreamError('BUSY', `${name} was not called: ${bulkhead.inFlight} calls to it are under way and ${bulkhead.waiting} are waiting, as many as are allowed. Try again later.`);
      }
      await bulkhead.enter(signal);
    }
    try {
      this.#refuseOpen(name, origin);
      const wasTrial = origin.circuit.name === 'open';
      if (wasTrial) this.#move(origin, { type: 'call started' });
      try {
        const answer = await send();
        const isFailure = answer.status >= 500 && answer.status !== 501;
        this.#move(origin, isFailure ? { type: 'failed', reason: `status ${answer.status}`, wasTrial } : { type: 'succeeded' });
        return answer;
      } catch (error) {
        this.#move(origin, afterError(error, signal, wasTrial));
        throw error;
      }
    } finally {
      bulkhead.leave();
    }
  }

  states(): OriginState[] {
    return [...this.#origins].map(([origin, { circuit, bulkhead }]) => ({ origin, circuit: circuit.name, inFlight: bulkhead.inFlight, waiting: bulkhead.waiting }));
  }

  #add(name: string): Origin {
    if (this.#origins.size >= MOST_ORIGINS) this.#forgetOne();
    const origin = { circuit: CLOSED, bulkhead: new Bulkhead(this.#bulkheadPolicy) };
    this.#origins.set(name, origin);
    return origin;
  }

  /** The oldest that nobody calls; one that is well before one that failed. */
  #forgetOne(): void {
    const idle = [...this.#origins].filter(([, { bulkhead }]) => bulkhead.inFlight === 0);
    const [name] = idle.find(([, { circuit }]) => circuit === CLOSED) ?? idle[0] ?? [];
    if (name !== undefined) this.#origins.delete(name);
  }

  #move(origin: Origin, event: CircuitEvent): void {
    origin.circuit = nextCircuit(origin.circuit, event, performance.now(), this.#circuitPolicy);
  }

  #refuseOpen(name: string, { circuit }: Origin): void {
    if (circuit.name === 'closed') return;
    const now = performance.now();
    if (mayCall(circuit, now)) return;
    const reason = circuit.name === 'open' ? `it is called again in ${((circuit.until - now) / 1_000).toFixed(1)} s` : 'one call is trying whether it is well again';
    throw new UpstreamError('UNAVAILABLE', `${name} was not called: its last calls failed (${circuit.reason}), and ${reason}.`);
  }
}

function afterError(error: unknown, signal: AbortSignal, wasTrial: boolean): CircuitEvent {
  if (signal.aborted && failureName(signal.reason) === 'TimeoutError') return { type: 'failed', reason: 'no answer in time', wasTrial };
  // What cannot be unpacked was an answer all the same.
  if (/^(Z_|ERR__?ERROR|ERR_BROTLI)/.test(failureCode(error) ?? '')) return { type: 'succeeded' };
  if (signal.aborted || error instanceof OutgoingError || failureCode(error) === 'OUTGOING_FORBIDDEN' || error instanceof UpstreamError) return { type: 'came to nothing', wasTrial };
  return { type: 'failed', reason: describeFailure(error), wasTrial };
}

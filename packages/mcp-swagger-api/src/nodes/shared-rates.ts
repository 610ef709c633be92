import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Membership } from './membership.js';
import { NodeWire } from './node-wire.js';

const TOPIC = 'rates';

/** So often the others are told what callers did here; for so long a caller gets more by asking several nodes at once. */
const EVERY_MS = 1_000;

/** As many as one note has room for, and so many notes: whoever did most is told first, and the rest next time. */
const CALLERS_IN_A_NOTE = 100;
const NOTES_AT_ONCE = 5;

const MOST_CALLERS = 10_000;

interface Told {
  limit: string;
  counts: [caller: string, count: number][];
}

interface Limit {
  charge: (caller: string, count: number) => void;
  counts: Map<string, number>;
}

/** Makes a limit hold over all nodes: what is counted here is charged on the others within a second, without a question to anybody when a request comes. */
@Injectable()
export class SharedRates implements OnApplicationShutdown {
  readonly #limits = new Map<string, Limit>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly wire: NodeWire,
    private readonly membership: Membership,
  ) {
    wire.on(TOPIC, (said) => this.#hear(said as Told));
  }

  /** Gives the function that counts one; `charge` is called with what other nodes counted. A node that is alone counts nothing. */
  share(limit: string, charge: Limit['charge']): (caller: string) => void {
    if (this.membership.isAlone) return () => {};
    const counts = new Map<string, number>();
    this.#limits.set(limit, { charge, counts });
    this.#timer ??= setInterval(() => this.#tell(), EVERY_MS).unref();
    return (caller) => {
      const before = counts.get(caller);
      if (before !== undefined || counts.size < MOST_CALLERS) counts.set(caller, (before ?? 0) + 1);
    };
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    for (const [limit, { counts }] of this.#limits) {
      const busiest = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, CALLERS_IN_A_NOTE * NOTES_AT_ONCE);
      for (const [caller] of busiest) counts.delete(caller);
      for (let at = 0; at < busiest.length; at += CALLERS_IN_A_NOTE) this.wire.tell(TOPIC, { limit, counts: busiest.slice(at, at + CALLERS_IN_A_NOTE) } satisfies Told);
    }
  }

  #hear({ limit, counts }: Told): void {
    const known = this.#limits.get(limit);
    for (const [caller, count] of counts) known?.charge(caller, count);
  }
}

import type { IncomingMessage } from 'node:http';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { callerOf } from '../auth/caller.js';
import { messageOf } from '../common/error-facts.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { Admission } from './admission.js';
import { Places } from './places.js';

/** A key may end by its time, of which nobody tells. */
const LOOK_MS = 30_000;

interface Open {
  request: IncomingMessage;
  /** Undefined for a group, whose sessions look at each call themselves. */
  serverId: string | undefined;
  end(): void;
}

/** What is open, so that a stream ends with the proof that opened it: a request is judged once, and a stream may last for days. */
@Injectable()
export class OpenPassages implements OnApplicationShutdown {
  private readonly logger = new Logger(OpenPassages.name);
  readonly #open = new Set<Open>();
  readonly #timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  #looking = false;
  #again = false;

  constructor(
    private readonly admission: Admission,
    private readonly places: Places,
  ) {}

  /** Adds one until what is returned is called. */
  add(open: Open): () => void {
    this.#open.add(open);
    return () => void this.#open.delete(open);
  }

  @OnAppEvent('access.changed')
  onAccess(_changed: AppEventMap['access.changed']): void {
    // Whoever remembers proofs must have heard of it first.
    setImmediate(() => void this.#look());
  }

  /** A process that was given other rules may not let its guests in any more. */
  @OnAppEvent('process.state.changed')
  onProcess({ serverId }: AppEventMap['process.state.changed']): void {
    setImmediate(() => {
      for (const open of this.#open) if (open.serverId === serverId && callerOf(open.request)?.kind === 'guest') void this.#judge(open);
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#again) {
      this.#again = false;
      for (const open of this.#open) await this.#judge(open);
    }
    this.#looking = false;
  }

  async #judge(open: Open): Promise<void> {
    try {
      const place = open.serverId === undefined ? undefined : this.places.find(open.serverId);
      if (await this.admission.stillMay(open.request, open.serverId, place)) return;
      this.#open.delete(open);
      open.end();
    } catch (error) {
      // Without its database nobody can take a proof away either.
      this.logger.debug(`Whether a stream may go on could not be found out: ${messageOf(error)}`);
    }
  }
}

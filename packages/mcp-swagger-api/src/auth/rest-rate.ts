import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimit } from '../common/rate-limit.js';
import { Environment } from '../config/environment.js';
import { AccessService } from './access.service.js';
import { callerOf } from './caller.js';
import { refuse, type Refusal } from './decide-access.js';
import { callerElsewhere, isCountedElsewhere } from './forwarded.js';

/** Makes a limit hold over several nodes: gets what is counted elsewhere, and gives what is to be told of each request here. */
export type ShareRate = (charge: (key: string, count: number) => void) => (key: string) => void;

/** How many requests a minute somebody may make of REST (REST_RATE_LIMIT): by caller, and by address for those who have not said who they are. */
@Injectable()
export class RestRate {
  readonly #limit: RateLimit | undefined;
  #countForOthers: (key: string) => void = () => {};

  constructor(
    @Inject(AccessService) private readonly access: Pick<AccessService, 'addressOf'>,
    { variables: { REST_RATE_LIMIT: most } }: Environment,
  ) {
    this.#limit = most === 0 ? undefined : new RateLimit({ most, windowMs: 60_000 });
  }

  /** From now on it holds for all nodes together. */
  share(share: ShareRate): void {
    const limit = this.#limit;
    if (limit !== undefined) this.#countForOthers = share((key, count) => limit.charge(key, count, performance.now()));
  }

  /** Takes one request from those that its caller may make, or says why not. */
  take(request: IncomingMessage): Refusal | undefined {
    const caller = callerOf(request);
    if (this.#limit === undefined || caller?.kind === 'local' || callerElsewhere(request) !== undefined || isCountedElsewhere(request)) return undefined;
    const key = caller === undefined ? this.access.addressOf(request) : `${caller.kind} ${caller.id}`;
    const wait = this.#limit.take(key, performance.now());
    if (wait === 0) {
      this.#countForOthers(key);
      return undefined;
    }
    const retryAfterSeconds = Math.ceil(wait / 1_000);
    return { ...refuse(429, 'TOO_MANY_REQUESTS', `More requests than REST_RATE_LIMIT allows: go on in ${retryAfterSeconds} s.`), retryAfterSeconds };
  }
}

import { isDeepStrictEqual } from 'node:util';
import { HostCheck } from '../transports/host-check.js';
import type { ServingConfiguration } from '../serving-configuration.js';
import { AccessGate } from './access-gate.js';
import { accessOf } from './access-of.js';
import { TokenJudge } from './token-judge.js';

/** Of a configuration what decides who may call. */
export type DoorSettings = Pick<ServingConfiguration, 'access' | 'passHeaders' | 'transport' | 'outgoing' | 'name' | 'host' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins'>;

/** Who may come in: from where, and, unless everybody may, by which proof. */
export interface Door {
  hostCheck: HostCheck;
  gate: AccessGate | undefined;
}

/** Makes doors out of configurations, one after the other; what one learned of an issuer, the next knows if it is about the same one. */
export class Doorway {
  #judge: TokenJudge | undefined;

  constructor(
    /** Of the endpoint. */
    private readonly path: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The door of a configuration, and `open`, from which on it is the one that counts. Throws ServerError for rules that cannot be kept. */
  prepare(settings: DoorSettings): { door: Door; open: () => void } {
    const { name, host, publicUrl, allowedHosts, allowedOrigins, outgoing } = settings;
    const access = accessOf(settings);
    const rules = access?.oauth === undefined ? undefined : { oauth: access.oauth, outgoing, publicUrl };
    const isKnown = this.#judge !== undefined && isDeepStrictEqual(this.#judge.rules, rules);
    const judge = rules === undefined ? undefined : isKnown ? this.#judge : new TokenJudge(rules, this.onError);
    const publicHosts = publicUrl === undefined ? [] : [new URL(publicUrl).host];
    return {
      door: {
        hostCheck: new HostCheck({ boundHost: host, allowedHosts: [...allowedHosts, ...publicHosts], allowedOrigins }),
        gate: access === undefined ? undefined : new AccessGate({ access, name, host, path: this.path, publicUrl, judge }),
      },
      open: () => {
        if (judge === this.#judge) return;
        void this.#judge?.retire();
        this.#judge = judge;
        judge?.prepare();
      },
    };
  }

  async close(): Promise<void> {
    await this.#judge?.close();
  }
}

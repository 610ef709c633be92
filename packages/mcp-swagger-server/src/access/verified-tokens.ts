import type { Caller } from './caller.js';

/** So long a token is good without another look at its signature, which costs twice what a call does. */
const MOST_MS = 60_000;

const MOST_TOKENS = 1_000;

/** Tokens that were found to be good a moment ago, by their hashes. */
export class VerifiedTokens {
  readonly #known = new Map<string, { caller: Caller; untilMs: number }>();

  constructor(private readonly nowMs: () => number = Date.now) {}

  find(hash: string): Caller | undefined {
    const known = this.#known.get(hash);
    if (known === undefined) return undefined;
    if (this.nowMs() < known.untilMs) return known.caller;
    this.#known.delete(hash);
    return undefined;
  }

  /** Remembers a token until it ends, but not for long; beyond the limit, the one that came first is forgotten. */
  add(hash: string, caller: Caller): void {
    if (this.#known.size >= MOST_TOKENS) for (const first of [...this.#known.keys()].slice(0, 1)) this.#known.delete(first);
    this.#known.set(hash, { caller, untilMs: Math.min(caller.endsAtMs ?? Infinity, this.nowMs() + MOST_MS) });
  }
}

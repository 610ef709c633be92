import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { Environment } from '../config/environment.js';
import { type AnswerAboutCaller, askChild } from './ask-child.js';
import { addressesAtGateway } from './addresses-at-gateway.js';
import { isCallable, type Place } from './place.js';
import { notRunning } from './place-refusals.js';
import { Places } from './places.js';
import type { Refusal } from './refusal.js';

/** What a process said of a caller is believed so long. */
const BELIEVED_MS = 5_000;
const MOST_REMEMBERED = 10_000;

/** So many may wait for processes that are coming before anybody knows who they are. */
const MOST_WAITING = 200;

/** Whom servers let in by keys and issuers of their own. Their processes know the rules, so they are asked; what they are asked with never goes further. */
@Injectable()
export class Guests {
  readonly #known = new Map<string, { caller: Caller; untilMs: number }>();
  readonly #asking = new Map<string, Promise<AnswerAboutCaller>>();
  #waiting = 0;

  constructor(
    private readonly places: Places,
    private readonly environment: Environment,
  ) {}

  /** Whose a request is, if that was found out a moment ago. */
  find(request: IncomingMessage, place: Place): Caller | undefined {
    const known = this.#known.get(markOf(request, place));
    return known !== undefined && Date.now() < known.untilMs ? known.caller : undefined;
  }

  /** Asks the process of a server whose a request is; or why it may not come in. */
  async ask(request: IncomingMessage, place: Place, ip: string): Promise<{ caller: Caller } | Refusal> {
    const missing = await this.#missing(place);
    if (missing !== undefined) return missing;
    const mark = markOf(request, place);
    const answer = await this.#answer(request, place, mark);
    if ('status' in answer) return answer;
    const caller: Caller = { kind: 'guest', id: answer.id, name: answer.name, role: null, scopes: [], ip, byCookie: false };
    this.#remember(mark, caller, answer.endsAtMs);
    return { caller };
  }

  /** Many that come with the same at the same address ask once. */
  async #answer(request: IncomingMessage, place: Place, mark: string): Promise<AnswerAboutCaller> {
    const addresses = addressesAtGateway(request, place, this.environment.variables);
    const key = `${mark} ${addresses[0]}`;
    const asking = this.#asking.get(key);
    if (asking !== undefined) return await asking;
    const fresh = askChild(request, place, addresses);
    this.#asking.set(key, fresh);
    try {
      return await fresh;
    } finally {
      this.#asking.delete(key);
    }
  }

  /** Why nobody can be asked; waits a little for a process that is coming. */
  async #missing(place: Place): Promise<Refusal | undefined> {
    if (isCallable(place)) return undefined;
    if (this.#waiting >= MOST_WAITING) return notRunning(place);
    this.#waiting += 1;
    try {
      await this.places.settled(place);
    } finally {
      this.#waiting -= 1;
    }
    return isCallable(place) && place.endpoint !== undefined ? undefined : notRunning(place);
  }

  #remember(mark: string, caller: Caller, endsAtMs = Infinity): void {
    this.#known.delete(mark);
    if (this.#known.size >= MOST_REMEMBERED) for (const first of [...this.#known.keys()].slice(0, 1)) this.#known.delete(first);
    this.#known.set(mark, { caller, untilMs: Math.min(Date.now() + BELIEVED_MS, endsAtMs) });
  }
}

/** What a request proves itself with to one server, in one process of it, by the rules that this has now; nothing that could be turned back. */
function markOf({ headers }: IncomingMessage, { serverId, generation, reloadedAt }: Place): string {
  return `${serverId} ${generation} ${reloadedAt} ${hash('sha256', JSON.stringify([headers.authorization, headers['x-api-key']]), 'base64')}`;
}

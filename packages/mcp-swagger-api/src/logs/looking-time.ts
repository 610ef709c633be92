import type { LogLineView } from 'mcp-swagger-ipc';
import type { LineConditions } from './line-filter.js';
import { TimeShare } from './time-share.js';

/** An expression of 300 steps takes a tenth of a second for a long line, and who looks on live looks at each line that comes. */
const PER_SECOND_MS = 200;

/** `wants`: undefined when there was no time to look. */
export interface Viewer {
  wants(line: LogLineView): boolean | undefined;
  leave(): void;
}

/**
 * The time of the API that all live views together take to look for text in lines: a fifth. Each has his part of it, so that a costly expression is paid by whoever
 * thought of it; and all of them together go into debt by one line at most.
 */
export class LookingTime {
  readonly #all: TimeShare;
  readonly #viewers = new Set<TimeShare>();

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#all = new TimeShare(PER_SECOND_MS, now);
  }

  /** `matches`: what the conditions say; those that name no text cost nothing that would have to be counted. */
  join({ search, exclude }: LineConditions, matches: (line: LogLineView) => boolean): Viewer {
    if (search === undefined && exclude === undefined) return { wants: matches, leave: () => {} };
    const own = new TimeShare(PER_SECOND_MS, this.now);
    this.#viewers.add(own);
    return {
      wants: (line) => this.#all.spend(() => own.spend(() => matches(line), 1 / this.#viewers.size)),
      leave: () => void this.#viewers.delete(own),
    };
  }
}

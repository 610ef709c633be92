import { createHash } from 'node:crypto';
import type { ResourceContents } from '../upstream/tool-call-result.js';

/** So many resources are looked at; who wants more is told. */
const MOST_WATCHED = 1_000;

/** A session, or an open stream, may watch so many of them: the others shall have some too. */
export const MOST_WATCHED_BY_ONE = 100;

/** So many are looked at for the first time at once, however many somebody subscribes to. */
const FIRST_LOOKS_AT_ONCE = 4;

interface Watched {
  watchers: number;
  /** Of what was read last; undefined before the first time, and after a failure that came first. */
  digest: string | undefined;
}

export interface ResourceWatchOptions {
  read(uri: string, signal: AbortSignal): Promise<ResourceContents[]>;
  onUpdated(uri: string): void;
  intervalMs: number;
}

/** REST has no events: resources that somebody subscribed to are read again and again, one at a time, and compared. */
export class ResourceWatch {
  readonly #watched = new Map<string, Watched>();
  /** Those that wait for their first look. */
  readonly #fresh = new Map<string, Watched>();
  #firstLooks = 0;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(private readonly options: ResourceWatchOptions) {}

  get size(): number {
    return this.#watched.size;
  }

  /** Watches a resource until what is returned is called; undefined when too many are watched. */
  add(uri: string): (() => void) | undefined {
    const watched = this.#watched.get(uri) ?? { watchers: 0, digest: undefined };
    if (watched.watchers === 0 && this.#watched.size >= MOST_WATCHED) return undefined;
    watched.watchers += 1;
    this.#watched.set(uri, watched);
    if (watched.watchers === 1) {
      this.#fresh.set(uri, watched);
      void this.#lookAtFresh();
    }
    this.#timer ??= this.#startTimer();
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      watched.watchers -= 1;
      if (watched.watchers === 0) {
        this.#watched.delete(uri);
        this.#fresh.delete(uri);
      }
      if (this.#watched.size === 0) this.#stopTimer();
    };
  }

  stop(): void {
    this.#stopped.abort();
    this.#watched.clear();
    this.#fresh.clear();
    this.#stopTimer();
  }

  /** Looks at everything once; the timer does it. */
  async lookAtAll(): Promise<void> {
    // A slow upstream must not be asked twice at the same time.
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const [uri, watched] of this.#watched) await this.#look(uri, watched);
    } finally {
      this.#looking = false;
    }
  }

  async #lookAtFresh(): Promise<void> {
    if (this.#firstLooks === FIRST_LOOKS_AT_ONCE) return;
    this.#firstLooks += 1;
    for (const [uri, watched] of this.#fresh) {
      this.#fresh.delete(uri);
      await this.#look(uri, watched);
    }
    this.#firstLooks -= 1;
  }

  async #look(uri: string, watched: Watched): Promise<void> {
    let contents: ResourceContents[];
    try {
      contents = await this.options.read(uri, this.#stopped.signal);
    } catch {
      // It cannot be read now; when it can again and is the same, nothing has changed.
      return;
    }
    const digest = createHash('sha256').update(JSON.stringify(contents)).digest('base64');
    const before = watched.digest;
    watched.digest = digest;
    if (before !== undefined && before !== digest && watched.watchers > 0) this.options.onUpdated(uri);
  }

  #startTimer(): NodeJS.Timeout {
    const timer = setInterval(() => void this.lookAtAll(), this.options.intervalMs);
    timer.unref();
    return timer;
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

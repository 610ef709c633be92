type Listener = NonNullable<Parameters<AbortSignal['addEventListener']>[1]>;

/**
 * The end of one call, before its time: a signal that only one call looks at. Node's own AbortSignal, with its registries of what may be forgotten, costs a
 * tenth of a call, and a call would need two.
 */
export class CallEnd implements AbortSignal {
  onabort: AbortSignal['onabort'] = null;
  reason: unknown;
  #isAborted = false;
  /** Most have one: undici's. */
  #listeners: Set<Listener> | undefined;

  get aborted(): boolean {
    return this.#isAborted;
  }

  /** The first reason counts. */
  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.reason = reason;
    this.dispatchEvent(new Event('abort'));
    this.#listeners = undefined;
  }

  throwIfAborted(): void {
    if (this.#isAborted) throw this.reason;
  }

  /** It happens once, so every listener hears of it once. */
  addEventListener(type: string, listener: Listener | null): void {
    if (type === 'abort' && listener !== null) (this.#listeners ??= new Set()).add(listener);
  }

  removeEventListener(_type: string, listener: Listener | null): void {
    if (listener !== null) this.#listeners?.delete(listener);
  }

  dispatchEvent(event: Event): boolean {
    this.onabort?.(event);
    for (const listener of this.#listeners ?? []) {
      if (typeof listener === 'function') listener(event);
      else listener.handleEvent(event);
    }
    return true;
  }
}

/** Lets others wait until something comes to rest. */
export class IdleWait {
  #waiting: (() => void)[] = [];

  constructor(private readonly isIdle: () => boolean) {}

  /** Something ended: perhaps it was the last. */
  check(): void {
    if (this.#waiting.length > 0 && this.isIdle()) for (const done of this.#waiting.splice(0)) done();
  }

  /** Resolves at rest, or after `graceMs`; true if it is at rest. */
  async wait(graceMs: number): Promise<boolean> {
    if (this.isIdle()) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      timer = setTimeout(resolve, graceMs);
    });
    clearTimeout(timer);
    return this.isIdle();
  }
}

/** Takes things out of a body while it is read. */
export interface Filter {
  push(chunk: Buffer): Buffer[];
  end(): Buffer[];
}

/** How much of a body is read. */
export interface ReadLimits {
  /** So many bytes are always read. */
  enoughBytes: number;
  /** Asked once, when there are more: how many of them may be read too. */
  moreBytes: () => number;
  /** What came is worth something also when the end does not come. */
  isUsefulInParts: boolean;
  filter?: Filter | undefined;
}

/** The bytes of a body. */
export interface Reading {
  body: Buffer;
  /** False: there is more, and it was not read. */
  isWhole: boolean;
  /** Why the rest did not come; absent when the limit was the reason. */
  failure?: unknown;
}

/** A body that broke off; the cause says how. */
export class BrokenAnswerError extends Error {
  override readonly name = 'BrokenAnswerError';
  constructor(
    readonly status: number,
    readonly receivedBytes: number,
    options: { cause: unknown },
  ) {
    super(`The answer broke off after ${receivedBytes} bytes.`, options);
  }
}

/** Who is told what was read, or with a BrokenAnswerError why it is of no use. */
export interface Reader {
  read(reading: Reading): void;
  failed(error: BrokenAnswerError): void;
}

/** Gathers a body up to its limits. What comes after the outcome is passed over. */
export class BodyCollector {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #most: number;
  #isOver = false;

  constructor(
    private readonly status: number,
    private readonly limits: ReadLimits,
    private readonly reader: Reader,
  ) {
    this.#most = limits.enoughBytes;
  }

  /** False when no more is wanted. */
  push(chunk: Buffer): boolean {
    const { filter } = this.limits;
    if (filter === undefined) this.#keep(chunk);
    else for (const part of filter.push(chunk)) this.#keep(part);
    return !this.#isOver;
  }

  end(): void {
    for (const part of this.limits.filter?.end() ?? NOTHING) this.#keep(part);
    if (!this.#isOver) this.#finish({ isWhole: true });
  }

  /** The body ended before its end. The cause is asked for only when it counts: an error that nobody sees costs its stack all the same. */
  broken(cause: () => unknown): void {
    if (this.#isOver) return;
    const { enoughBytes, isUsefulInParts } = this.limits;
    if (this.#length > enoughBytes || (isUsefulInParts && this.#length > 0)) this.#finish({ isWhole: false, failure: cause() });
    else {
      this.#isOver = true;
      this.reader.failed(new BrokenAnswerError(this.status, this.#length, { cause: cause() }));
    }
  }

  #keep(chunk: Buffer): void {
    if (this.#isOver) return;
    const { enoughBytes, moreBytes } = this.limits;
    if (this.#length + chunk.length > this.#most && this.#most === enoughBytes) this.#most += moreBytes();
    const fitting = this.#length + chunk.length > this.#most ? chunk.subarray(0, this.#most - this.#length) : chunk;
    this.#chunks.push(fitting);
    this.#length += fitting.length;
    if (fitting !== chunk) this.#finish({ isWhole: false });
  }

  #finish(reading: Omit<Reading, 'body'>): void {
    this.#isOver = true;
    const [only] = this.#chunks;
    this.reader.read({ body: this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#length), ...reading });
  }
}

const NOTHING: readonly Buffer[] = [];

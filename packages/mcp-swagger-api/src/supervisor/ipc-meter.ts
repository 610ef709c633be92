import type { IpcView } from 'mcp-swagger-ipc';
import { MessageAge } from './message-age.js';

/** Why a line was not understood. */
export type ParseErrorKind = keyof IpcView['parseErrors'];

/** Messages a second are those of the last so many whole seconds. */
const RATE_SECONDS = 10;

const counted = () => ({ messages: 0, bytes: 0, latencySumMs: 0, latencyMaxMs: 0, gaps: 0, lost: 0 });
const noErrors = (): IpcView['parseErrors'] => ({ json: 0, version: 0, type: 0, shape: 0, overlong: 0 });

/** Counts what comes over the pipes of one server's processes, one after the other, until it is reset. */
export class IpcMeter {
  readonly #age = new MessageAge();
  #counts = counted();
  #errors = noErrors();
  /** Of earlier processes, of this one, and what of both was there at the last reset. */
  #dropped = { earlier: 0, now: 0, forgotten: 0 };
  #queued = 0;
  /** Messages by second, of the last ones; the slot of a second is its number modulo the length. */
  readonly #seconds = Array.from({ length: RATE_SECONDS + 1 }, () => ({ second: -1, messages: 0 }));

  constructor(private readonly now = () => ({ epochMs: Date.now(), monotonicMs: performance.now() })) {}

  bytes(count: number): void {
    this.#counts.bytes += count;
  }

  /** A message was handled; `sentAt`: epoch ms. */
  handled(sentAt: number): void {
    const now = this.now();
    const latencyMs = this.#age.of(sentAt, now);
    this.#counts.messages += 1;
    this.#counts.latencySumMs += latencyMs;
    if (latencyMs > this.#counts.latencyMaxMs) this.#counts.latencyMaxMs = latencyMs;
    const second = Math.floor(now.monotonicMs / 1_000);
    const slot = this.#seconds[second % this.#seconds.length];
    if (slot === undefined) return;
    if (slot.second !== second) Object.assign(slot, { second, messages: 0 });
    slot.messages += 1;
  }

  invalid(kind: ParseErrorKind): void {
    this.#errors[kind] += 1;
  }

  gap(missing: number): void {
    this.#counts.gaps += 1;
    this.#counts.lost += missing;
  }

  /** What the process says of its own queue: dropped since its start, and waiting now. */
  queue({ dropped, queued = 0 }: { dropped: number; queued?: number | undefined }): void {
    this.#dropped.now = dropped;
    this.#queued = queued;
  }

  /** The process is gone, and with it what waited there. */
  processEnded(): void {
    this.#dropped.earlier += this.#dropped.now;
    this.#dropped.now = 0;
    this.#queued = 0;
  }

  view(): IpcView {
    const { messages, bytes, latencySumMs, latencyMaxMs, gaps, lost } = this.#counts;
    const errorCount = Object.values(this.#errors).reduce((sum, errors) => sum + errors, 0);
    return {
      messagesReceived: messages,
      messagesPerSecond: this.#rate(),
      bytesReceived: bytes,
      averageLatency: messages === 0 ? 0 : latencySumMs / messages,
      maxLatency: latencyMaxMs,
      errorCount,
      errorRate: errorCount === 0 ? 0 : errorCount / (messages + errorCount),
      parseErrors: { ...this.#errors },
      gaps,
      lost,
      dropped: this.#dropped.earlier + this.#dropped.now - this.#dropped.forgotten,
      queueDepth: this.#queued,
    };
  }

  reset(): void {
    this.#counts = counted();
    this.#errors = noErrors();
    this.#dropped.forgotten = this.#dropped.earlier + this.#dropped.now;
    for (const slot of this.#seconds) slot.second = -1;
  }

  /** Of the whole seconds before this one, so that a second that has just begun does not look quiet. */
  #rate(): number {
    const current = Math.floor(this.now().monotonicMs / 1_000);
    const messages = this.#seconds.reduce((sum, slot) => (slot.second >= current - RATE_SECONDS && slot.second < current && slot.second >= 0 ? sum + slot.messages : sum), 0);
    return messages / RATE_SECONDS;
  }
}

/** Several meters as one: sums, the latency weighted by messages. */
export function sumOfIpc(views: readonly IpcView[]): IpcView {
  const sum = (of: (view: IpcView) => number): number => views.reduce((total, view) => total + of(view), 0);
  const messagesReceived = sum((view) => view.messagesReceived);
  const errorCount = sum((view) => view.errorCount);
  const errors = (kind: ParseErrorKind): number => sum(({ parseErrors }) => parseErrors[kind]);
  return {
    messagesReceived,
    messagesPerSecond: sum((view) => view.messagesPerSecond),
    bytesReceived: sum((view) => view.bytesReceived),
    averageLatency: messagesReceived === 0 ? 0 : sum((view) => view.averageLatency * view.messagesReceived) / messagesReceived,
    maxLatency: Math.max(0, ...views.map((view) => view.maxLatency)),
    errorCount,
    errorRate: errorCount === 0 ? 0 : errorCount / (messagesReceived + errorCount),
    parseErrors: { json: errors('json'), version: errors('version'), type: errors('type'), shape: errors('shape'), overlong: errors('overlong') },
    gaps: sum((view) => view.gaps),
    lost: sum((view) => view.lost),
    dropped: sum((view) => view.dropped),
    queueDepth: sum((view) => view.queueDepth),
  };
}

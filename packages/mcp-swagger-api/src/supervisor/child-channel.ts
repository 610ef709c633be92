import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { type ChildMessage, type CommandInput, decodeLine, encodeCommand, LineSplitter, Sequence, type ServerConfigurationInput, type UpstreamProbeTarget, sayReason } from 'mcp-swagger-ipc';
import { IpcMeter } from './ipc-meter.js';
import { pipeTurns } from './pipe-turns.js';
import { afterListening } from './waits.js';

export interface ChannelListener {
  message(message: ChildMessage): void;
  /** A line on stdout that is not ours. */
  text(line: string): void;
  /** A line that is marked as ours and wrong, or too long. */
  invalid(detail: string): void;
}

/** Commands that a child answers, without the id that the channel gives them. */
export type Question =
  | { command: 'health-check' }
  | { command: 'snapshot' }
  | { command: 'probe-upstream'; target: UpstreamProbeTarget; timeoutMs: number }
  | { command: 'close-session'; sessionId: string; reason?: string }
  | { command: 'dry-run'; tool: string; arguments: Record<string, unknown> }
  | { command: 'reload'; configuration: ServerConfigurationInput };

/** How a child is commanded and asked. */
export interface Channel {
  /** Sends and expects nothing. */
  send(command: CommandInput): void;
  /** Sends and waits for the answer. Rejects after `timeoutMs` of listening, when the child ends, or when nobody answers any more. */
  ask(question: Question, timeoutMs: number): Promise<ChildMessage>;
  close(): void;
}

interface Pending {
  resolve(message: ChildMessage): void;
  reject(error: Error): void;
  callOff: () => void;
}

/** A snapshot may itself be lost; after so long another one may be asked for. */
const RESYNC_TIMEOUT_MS = 5_000;

/** So many questions may be open at once; more mean that nobody answers. */
const MAX_PENDING = 1_000;

/** The two pipes of one child: its messages come in, our commands go out, answers find their question. */
export class ChildChannel implements Channel {
  readonly #pending = new Map<string, Pending>();
  readonly #sequence = new Sequence();
  #resync: 'none' | 'asked' | 'asked-and-wanted' = 'none';
  #closed = false;

  constructor(
    stdout: Readable,
    private readonly stdin: Writable,
    private readonly listener: ChannelListener,
    maxLineBytes: number,
    private readonly meter = new IpcMeter(),
    turns = pipeTurns,
  ) {
    const splitter = new LineSplitter(
      (line) => this.#take(line),
      (bytes) => {
        meter.invalid('overlong');
        listener.invalid(`A line of ${bytes} bytes is longer than ${maxLineBytes} and was dropped.`);
        this.#resynchronize();
      },
      maxLineBytes,
    );
    turns.read(stdout, (piece) => {
      meter.bytes(piece.length);
      splitter.push(piece);
    });
    stdout.on('end', () => splitter.end());
    // A child that is gone closes its pipes; its `close` event says all there is to say.
    stdin.on('error', () => {});
    stdout.on('error', () => {});
  }

  get counts(): { last: number; gaps: number; missing: number } {
    return this.#sequence.counts;
  }

  send(command: CommandInput): void {
    if (!this.#closed && this.stdin.writable) this.stdin.write(encodeCommand(command));
  }

  ask(question: Question, timeoutMs: number): Promise<ChildMessage> {
    if (this.#closed) return Promise.reject(new Error('The process is not running.'));
    if (this.#pending.size >= MAX_PENDING) return Promise.reject(new Error('Too many questions to the process are open.'));
    const requestId = randomUUID();
    return new Promise((resolve, reject) => {
      const callOff = afterListening(timeoutMs, () => {
        this.#pending.delete(requestId);
        reject(new Error(sayReason('NO_ANSWER', { question: question.command, withinMs: timeoutMs })));
      });
      this.#pending.set(requestId, { resolve, reject, callOff });
      this.send({ ...question, requestId });
    });
  }

  close(): void {
    this.#closed = true;
    this.meter.processEnded();
    for (const { reject, callOff } of this.#pending.values()) {
      callOff();
      reject(new Error('The process ended before it answered.'));
    }
    this.#pending.clear();
  }

  #take(line: string): void {
    for (const decoded of decodeLine(line)) {
      switch (decoded.kind) {
        case 'message':
          this.#receive(decoded.message);
          break;
        case 'invalid':
          this.meter.invalid(decoded.reason);
          this.listener.invalid(decoded.detail);
          break;
        case 'text':
          this.listener.text(decoded.text);
          break;
      }
    }
  }

  #receive(message: ChildMessage): void {
    const missing = this.#sequence.observe(message.seq);
    if (missing > 0) {
      this.meter.gap(missing);
      this.#resynchronize();
    }
    if (message.type === 'CONNECTION_STATS') this.meter.queue(message.data.messages);
    if ('requestId' in message.data && message.data.requestId !== undefined) this.#answer(message.data.requestId, message);
    this.listener.message(message);
    this.meter.handled(message.timestamp);
  }

  #answer(requestId: string, message: ChildMessage): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return;
    pending.callOff();
    this.#pending.delete(requestId);
    pending.resolve(message);
  }

  /** What was lost cannot be asked for again, but where things stand can; once at a time, for the picture of a child that is flooded costs it more loss. */
  #resynchronize(): void {
    if (this.#resync !== 'none') {
      this.#resync = 'asked-and-wanted';
      return;
    }
    this.#resync = 'asked';
    const again = () => {
      const isWanted = this.#resync === 'asked-and-wanted' && !this.#closed;
      this.#resync = 'none';
      if (isWanted) this.#resynchronize();
    };
    this.ask({ command: 'snapshot' }, RESYNC_TIMEOUT_MS).then(again, again);
  }
}

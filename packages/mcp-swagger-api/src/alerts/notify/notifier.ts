import type { OutgoingPolicy } from 'mcp-swagger-parser';
import { messageOf } from '../../common/error-facts.js';
import type { Message } from './message.js';
import { type Mailer, sendEmail } from './send-email.js';
import { DeliveryError, sendWebhook } from './send-webhook.js';

export interface NotifierOptions {
  outgoing: Omit<OutgoingPolicy, 'trustTyped'>;
  mailer: Mailer | null;
  /** Before the second attempt, the third and so on. */
  delaysMs: readonly number[];
}

/** How it ended. `error`: null when it arrived. */
export interface Outcome {
  channel: 'webhook' | 'email';
  attempts: number;
  error: string | null;
}

/** So many may be on their way or wait for their next attempt; more mean that nobody listens. */
const MAX_MESSAGES = 500;

/** Tells people and programs of alerts; what may pass is tried again after a while. */
export class Notifier {
  readonly #waits = new Set<{ timer: NodeJS.Timeout; end(): void }>();
  readonly #messages = new Map<string, Promise<Outcome | undefined>>();
  #closed = false;

  constructor(private readonly options: NotifierOptions) {}

  /** The ids of the messages that it has. */
  get held(): string[] {
    return [...this.#messages.keys()];
  }

  get room(): number {
    return this.#closed ? 0 : Math.max(0, MAX_MESSAGES - this.#messages.size);
  }

  /** `waits` is told of each attempt that failed and is followed by another. Resolves to undefined when it was closed before the message arrived or was given up. */
  deliver(message: Message, waits: () => void): Promise<Outcome | undefined> {
    const { id, recipient, attempts } = message;
    if (this.#closed) return Promise.resolve(undefined);
    if (this.room === 0) return Promise.resolve({ channel: recipient.channel, attempts, error: `${MAX_MESSAGES} messages wait already.` });
    const delivery = this.#deliver(message, waits).finally(() => this.#messages.delete(id));
    this.#messages.set(id, delivery);
    return delivery;
  }

  /** What waits is left; what is on its way may arrive until the grace is over. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    for (const wait of this.#waits) wait.end();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.allSettled(this.#messages.values()), patience]).finally(() => clearTimeout(timer));
  }

  async #deliver(message: Message, waits: () => void): Promise<Outcome | undefined> {
    const { channel } = message.recipient;
    if (message.attempts > 0) await this.#wait(message.dueAt - Date.now());
    while (!this.#closed) {
      message.attempts += 1;
      try {
        await this.#attempt(message);
        return { channel, attempts: message.attempts, error: null };
      } catch (error) {
        const delayMs = this.options.delaysMs[message.attempts - 1];
        const mayPass = error instanceof DeliveryError && error.mayPass;
        if (delayMs === undefined || !mayPass) return { channel, attempts: message.attempts, error: messageOf(error) };
        // Up to a quarter more, so that many that failed together do not come together again.
        const waitMs = delayMs * (1 + Math.random() / 4);
        message.dueAt = Date.now() + waitMs;
        waits();
        await this.#wait(waitMs);
      }
    }
    return undefined;
  }

  #attempt(message: Message): Promise<void> {
    const { id, alert, recipient } = message;
    const { outgoing, mailer } = this.options;
    if (recipient.channel === 'webhook') return sendWebhook(recipient, `msg_${id}`, { type: `alert.${alert.state}`, timestamp: alert.resolvedAt ?? alert.raisedAt, data: alert }, outgoing);
    if (mailer === null) return Promise.reject(new DeliveryError('SMTP_URL is not set, so no e-mail can be sent.', false));
    return sendEmail(mailer, recipient.to, message);
  }

  #wait(ms: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = {
        timer: setTimeout(() => wait.end(), ms).unref(),
        end: () => {
          clearTimeout(wait.timer);
          this.#waits.delete(wait);
          resolve();
        },
      };
      this.#waits.add(wait);
    });
  }
}

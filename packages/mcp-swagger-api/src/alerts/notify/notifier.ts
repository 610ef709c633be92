import { randomUUID } from 'node:crypto';
import type { AlertView } from 'mcp-swagger-ipc';
import type { OutgoingPolicy } from 'mcp-swagger-parser';
import { messageOf } from '../../common/error-facts.js';
import { type Mailer, sendEmail } from './send-email.js';
import { DeliveryError, sendWebhook, type Webhook } from './send-webhook.js';

/** Who is told of one alert. */
export interface Recipients {
  webhook: Webhook | null;
  emails: readonly string[];
}

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

/** So many may wait for their next attempt; more mean that nobody listens. */
const MAX_WAITING = 500;

/** Tells people and programs of alerts; what may pass is tried again after a while. */
export class Notifier {
  readonly #waits = new Set<{ timer: NodeJS.Timeout; end(): void }>();
  #waiting = 0;
  #closed = false;

  constructor(private readonly options: NotifierOptions) {}

  /** Resolves when all were told, or given up. */
  async tell({ webhook, emails }: Recipients, alert: AlertView): Promise<Outcome[]> {
    const { outgoing, mailer } = this.options;
    const told: Promise<Outcome>[] = [];
    const id = `msg_${randomUUID()}`;
    const payload = { type: `alert.${alert.state}`, timestamp: alert.resolvedAt ?? alert.raisedAt, data: alert };
    if (webhook !== null) told.push(this.#deliver('webhook', () => sendWebhook(webhook, id, payload, outgoing)));
    if (emails.length > 0) {
      const send = () => (mailer === null ? Promise.reject(new DeliveryError('SMTP_URL is not set, so no e-mail can be sent.', false)) : sendEmail(mailer, emails, alert));
      told.push(this.#deliver('email', send));
    }
    return Promise.all(told);
  }

  /** What waits is given up. */
  close(): void {
    this.#closed = true;
    for (const wait of this.#waits) wait.end();
  }

  async #deliver(channel: Outcome['channel'], attempt: () => Promise<void>): Promise<Outcome> {
    if (this.#waiting >= MAX_WAITING) return { channel, attempts: 0, error: `${MAX_WAITING} messages wait already.` };
    this.#waiting += 1;
    try {
      return await this.#attempts(channel, attempt);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #attempts(channel: Outcome['channel'], attempt: () => Promise<void>): Promise<Outcome> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        await attempt();
        return { channel, attempts, error: null };
      } catch (error) {
        const delayMs = this.options.delaysMs[attempts - 1];
        const mayPass = error instanceof DeliveryError && error.mayPass;
        if (delayMs === undefined || !mayPass || this.#closed) return { channel, attempts, error: messageOf(error) };
        await this.#wait(delayMs);
        if (this.#closed) return { channel, attempts, error: `The API was stopped before it could try again: ${messageOf(error)}` };
      }
    }
  }

  /** Up to a quarter more, so that many that failed together do not come together again. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = {
        timer: setTimeout(() => wait.end(), ms * (1 + Math.random() / 4)).unref(),
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

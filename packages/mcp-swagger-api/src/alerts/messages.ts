import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { AlertView } from 'mcp-swagger-ipc';
import { messageOf } from '../common/error-facts.js';
import { toInstant } from '../common/instant.js';
import { Environment } from '../config/environment.js';
import type { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import type { StoredDelivery } from '../database/entities/alert.entity.js';
import { Schedule } from '../database/schedule/schedule.js';
import { AlertRulesService } from './alert-rules.service.js';
import { type Message, newMessage, type Recipient } from './notify/message.js';
import { Notifier } from './notify/notifier.js';
import { Outbox } from './outbox.js';

/** Six attempts in about a quarter of an hour. */
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000];

/** A stop waits so long for what is on its way. */
const GRACE_MS = 2_000;
/** How often messages are looked for that another run left, or a node that is gone. */
const LOOK_EVERY_MS = 30_000;

/** Told how a message ended. */
export type Told = (delivery: StoredDelivery, alert: AlertView) => void;

/** Tells whom a rule names, or else whom the environment names, unless the rule is silenced. What has not arrived when the API stops is sent after its next start. */
@Injectable()
export class Messages implements OnModuleDestroy {
  private readonly logger = new Logger('Alerts');
  readonly #notifier: Notifier;

  constructor(
    private readonly rules: AlertRulesService,
    private readonly outbox: Outbox,
    private readonly schedule: Schedule,
    private readonly environment: Environment,
  ) {
    const { SMTP_URL, SMTP_FROM, ALLOW_PRIVATE_NETWORK, OUTGOING_HOSTS } = environment.variables;
    this.#notifier = new Notifier({
      outgoing: { allowPrivateNetwork: ALLOW_PRIVATE_NETWORK, operatorHosts: OUTGOING_HOSTS },
      mailer: SMTP_URL === undefined ? null : { url: SMTP_URL, from: SMTP_FROM },
      delaysMs: DELAYS_MS,
    });
  }

  /** Goes on with what an earlier run left, now, and with what other nodes leave, now and then. */
  async begin(told: Told): Promise<void> {
    const look = async () => {
      for (const message of await this.outbox.take(this.#notifier.held, this.#notifier.room)) this.#send(message, told);
    };
    this.schedule.every({ name: 'alert-messages', intervalMs: LOOK_EVERY_MS, run: look });
    await look();
  }

  /** Sends to all whom the rule names; `told` is told of each how it ended. */
  tell(rule: AlertRuleEntity, alert: AlertView, told: Told): void {
    if (rule.silencedUntil !== null && rule.silencedUntil.getTime() > Date.now()) return;
    try {
      for (const recipient of this.#recipientsOf(rule)) {
        const message = newMessage(alert, recipient);
        this.outbox.keep(message);
        this.#send(message, told);
      }
    } catch (error) {
      this.logger.error(`Nobody could be told of the alert ${alert.ruleName} of ${alert.serverName}: ${messageOf(error)}`);
    }
  }

  /** Before the write queue has its last turn. */
  onModuleDestroy(): Promise<void> {
    return this.#notifier.close(GRACE_MS);
  }

  #send(message: Message, told: Told): void {
    const { alert } = message;
    void this.#notifier.deliver(message, () => this.outbox.keep(message)).then((outcome) => {
      if (outcome === undefined) return this.outbox.release(message);
      this.outbox.settle(message);
      const { channel, attempts, error } = outcome;
      if (error !== null) this.logger.error(`The ${channel} of the alert ${alert.ruleName} of ${alert.serverName} did not arrive after ${attempts} attempts: ${error}`);
      told({ ...outcome, at: toInstant(Date.now()) }, alert);
    });
  }

  #recipientsOf(rule: AlertRuleEntity): Recipient[] {
    const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_EMAIL_TO } = this.environment.variables;
    const usual = ALERT_WEBHOOK_URL === undefined ? null : { url: ALERT_WEBHOOK_URL, secret: ALERT_WEBHOOK_SECRET ?? null, isTrusted: true };
    const own = rule.webhookUrl === null ? null : { url: rule.webhookUrl, secret: this.rules.secretOf(rule), isTrusted: rule.webhookTrusted ?? this.environment.bindsToLoopback };
    const namesNobody = own === null && rule.emails.length === 0;
    const [webhook, to] = namesNobody ? [usual, ALERT_EMAIL_TO] : [own, rule.emails];
    return [...(webhook === null ? [] : [{ channel: 'webhook' as const, ...webhook }]), ...(to.length === 0 ? [] : [{ channel: 'email' as const, to }])];
  }
}

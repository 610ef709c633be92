import { Injectable, Logger } from '@nestjs/common';
import type { AlertView } from 'mcp-swagger-ipc';
import { messageOf } from '../common/error-facts.js';
import { toInstant } from '../common/instant.js';
import { Environment } from '../config/environment.js';
import type { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import type { StoredDelivery } from '../database/entities/alert.entity.js';
import { AlertRulesService } from './alert-rules.service.js';
import { Notifier, type Recipients } from './notify/notifier.js';

/** Six attempts in about a quarter of an hour. */
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000];

/** Tells whom a rule names, or else whom the environment names, unless the rule is silenced. */
@Injectable()
export class Messages {
  private readonly logger = new Logger('Alerts');
  readonly #notifier: Notifier;

  constructor(
    private readonly rules: AlertRulesService,
    private readonly environment: Environment,
  ) {
    const { SMTP_URL, SMTP_FROM, ALLOW_PRIVATE_NETWORK, OUTGOING_HOSTS } = environment.variables;
    this.#notifier = new Notifier({
      outgoing: { allowPrivateNetwork: ALLOW_PRIVATE_NETWORK, operatorHosts: OUTGOING_HOSTS },
      mailer: SMTP_URL === undefined ? null : { url: SMTP_URL, from: SMTP_FROM },
      delaysMs: DELAYS_MS,
    });
  }

  /** `then` is told how it went, once all is done. */
  tell(rule: AlertRuleEntity, alert: AlertView, then: (deliveries: StoredDelivery[]) => void): void {
    if (rule.silencedUntil !== null && rule.silencedUntil.getTime() > Date.now()) return;
    void this.#tell(rule, alert, then).catch((error: unknown) => this.logger.error(`Nobody could be told of the alert ${alert.ruleName} of ${alert.serverName}: ${messageOf(error)}`));
  }

  close(): void {
    this.#notifier.close();
  }

  async #tell(rule: AlertRuleEntity, alert: AlertView, then: (deliveries: StoredDelivery[]) => void): Promise<void> {
    const outcomes = await this.#notifier.tell(this.#recipientsOf(rule), alert);
    if (outcomes.length === 0) return;
    for (const { channel, attempts, error } of outcomes) {
      if (error !== null) this.logger.error(`The ${channel} of the alert ${alert.ruleName} of ${alert.serverName} did not arrive after ${attempts} attempts: ${error}`);
    }
    then(outcomes.map((outcome) => ({ ...outcome, at: toInstant(Date.now()) })));
  }

  #recipientsOf(rule: AlertRuleEntity): Recipients {
    const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_EMAIL_TO } = this.environment.variables;
    const usual = ALERT_WEBHOOK_URL === undefined ? null : { url: ALERT_WEBHOOK_URL, secret: ALERT_WEBHOOK_SECRET ?? null, isTrusted: true };
    const own = rule.webhookUrl === null ? null : { url: rule.webhookUrl, secret: this.rules.secretOf(rule), isTrusted: rule.webhookTrusted ?? this.environment.bindsToLoopback };
    const namesNobody = own === null && rule.emails.length === 0;
    return namesNobody ? { webhook: usual, emails: ALERT_EMAIL_TO } : { webhook: own, emails: rule.emails };
  }
}

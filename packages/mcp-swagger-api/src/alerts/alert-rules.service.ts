import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isUniqueViolation } from '../common/database-error.js';
import { isRowId } from '../common/id.js';
import { requireRevision, revisionOf } from '../common/revision.js';
import { SecretBox } from '../common/secret-box.js';
import { serverNotFound } from '../common/server-not-found.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { SettingEntity } from '../database/entities/setting.entity.js';
import { clearAtFits, type CreateRuleBody, type RuleView, type UpdateRuleBody } from './alert.schemas.js';
import { firstRules } from './first-rules.js';

const MAX_RULES = 500;

/** Set once the first rules were made: whoever deletes them does not want them back. */
const OFFERED = 'alert-rules';

/** The rules, and who is told by each. */
@Injectable()
export class AlertRulesService {
  /** Changes of one rule are made one after the other. */
  readonly #turns = new Turns();

  constructor(
    @InjectRepository(AlertRuleEntity) private readonly rules: Repository<AlertRuleEntity>,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    @InjectRepository(SettingEntity) private readonly settings: Repository<SettingEntity>,
    private readonly secrets: SecretBox,
    private readonly environment: Environment,
  ) {}

  list(): Promise<AlertRuleEntity[]> {
    return this.rules.find({ order: { name: 'ASC' } });
  }

  async get(id: string): Promise<AlertRuleEntity> {
    return (isRowId(id) ? await this.rules.findOneBy({ id }) : null) ?? notFound(id);
  }

  /** `isTrusted`: the address of its webhook may be a private one. */
  async create({ webhook, threshold = 1, silencedUntil, ...body }: CreateRuleBody, isTrusted: boolean): Promise<AlertRuleEntity> {
    if ((await this.rules.count()) >= MAX_RULES) throw new AppError(409, 'TOO_MANY_RULES', `There are ${MAX_RULES} rules already; delete one.`, { most: MAX_RULES });
    await this.#refuseStranger(body.serverId);
    const rule = this.rules.create({ id: randomUUID(), ...body, threshold, silencedUntil: toDate(silencedUntil) });
    this.#setWebhook(rule, webhook, isTrusted);
    return this.#save(rule);
  }

  update(id: string, { webhook, silencedUntil, ...body }: UpdateRuleBody, isTrusted: boolean, ifMatch?: string): Promise<AlertRuleEntity> {
    return this.#turns.run(id, async () => {
      const rule = await this.get(id);
      requireRevision(ifMatch, ruleRevision(rule));
      if (body.serverId !== undefined) await this.#refuseStranger(body.serverId);
      Object.assign(rule, body);
      if (silencedUntil !== undefined) rule.silencedUntil = toDate(silencedUntil);
      if (webhook !== undefined) this.#setWebhook(rule, webhook, isTrusted);
      if (!clearAtFits(rule)) throw new AppError(400, 'BAD_REQUEST', 'clearAt: a value on the fine side of the threshold was expected');
      return this.#save(rule);
    });
  }

  delete(id: string, ifMatch?: string): Promise<void> {
    return this.#turns.run(id, async () => {
      requireRevision(ifMatch, ruleRevision(await this.get(id)));
      await this.rules.delete({ id });
    });
  }

  /** The rule's own secret for webhooks; null: it has none. */
  secretOf({ id, sealedWebhookSecret }: AlertRuleEntity): string | null {
    return sealedWebhookSecret === null ? null : String(this.secrets.open(sealedWebhookSecret, id));
  }

  /** On the first start; a name that is taken by then is left as it is. */
  async offerFirst(): Promise<void> {
    if (await this.settings.existsBy({ key: OFFERED })) return;
    const rows = firstRules(this.environment.variables.MCP_ERROR_THRESHOLD).map((rule) => ({ id: randomUUID(), ...rule }));
    await this.rules.createQueryBuilder().insert().values(rows).orIgnore().execute();
    await this.settings.save({ key: OFFERED, value: { offered: rows.length } });
  }

  #setWebhook(rule: AlertRuleEntity, webhook: CreateRuleBody['webhook'], isTrusted: boolean): void {
    // A secret is the receiver's: it does not go along to another one.
    const isSameReceiver = webhook !== null && rule.webhookUrl === webhook.url;
    const kept = isSameReceiver ? (rule.sealedWebhookSecret ?? null) : null;
    // Whoever sends it again unchanged makes it neither better nor worse, unless he is trusted.
    rule.webhookTrusted = isTrusted || (isSameReceiver ? rule.webhookTrusted : false);
    rule.webhookUrl = webhook?.url ?? null;
    rule.sealedWebhookSecret = webhook?.secret === undefined ? kept : this.secrets.seal(webhook.secret, rule.id);
  }

  async #refuseStranger(serverId: string | null): Promise<void> {
    if (serverId !== null && !(await this.servers.existsBy({ id: serverId }))) serverNotFound(serverId);
  }

  async #save(rule: AlertRuleEntity): Promise<AlertRuleEntity> {
    try {
      return await this.rules.save(rule);
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError(409, 'RULE_NAME_TAKEN', `There is a rule ${rule.name} already; choose another name.`, { name: rule.name }, error);
      throw error;
    }
  }
}

/** The state of a rule, times of its changes left out. */
function ruleRevision({ createdAt: _created, updatedAt: _updated, ...settings }: AlertRuleEntity): string {
  return revisionOf(settings);
}

export function toRuleView(rule: AlertRuleEntity): RuleView {
  const { id, name, enabled, severity, serverId, metric, operator, threshold, clearAt, forSeconds, clearForSeconds, silencedUntil, webhookUrl, sealedWebhookSecret, emails, createdAt, updatedAt } = rule;
  return {
    id,
    name,
    enabled,
    severity,
    serverId,
    metric: metric as RuleView['metric'],
    operator,
    threshold,
    clearAt,
    forSeconds,
    clearForSeconds,
    silencedUntil: silencedUntil?.toISOString() ?? null,
    webhook: webhookUrl === null ? null : { url: webhookUrl, secret: { set: sealedWebhookSecret !== null } },
    emails,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    revision: ruleRevision(rule),
  };
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function notFound(id: string): never {
  throw new AppError(404, 'RULE_NOT_FOUND', `There is no rule ${id}; GET /api/alert-rules lists them.`);
}

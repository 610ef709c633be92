import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type AlertView, sayReason } from 'mcp-swagger-ipc';
import { IsNull, Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { Environment } from '../config/environment.js';
import type { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import { AlertEntity, type StoredDelivery } from '../database/entities/alert.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { Leases } from '../nodes/leases.service.js';
import { toAlertView } from './alert-view.js';
import { AlertRulesService } from './alert-rules.service.js';
import { type AlertState, evaluate, fine } from './evaluate.js';
import { type Metric, METRICS, STATES } from './metric.js';
import { Messages } from './messages.js';
import { ServerFigures } from './server-figures.js';

type AlertRow = ReturnType<typeof toRow>;

/** A rule at one server. */
interface Watch {
  state: AlertState;
  alert?: AlertEntity | undefined;
}

/** Looks at all rules now and then, and says what they find: events, the database, and whoever wants to be told. */
@Injectable()
export class AlertsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Alerts');
  readonly #watches = new Map<string, Watch>();
  readonly #lane: Lane<AlertRow>;
  #timer: NodeJS.Timeout | undefined;
  #looking = Promise.resolve();
  #noting = Promise.resolve();

  constructor(
    @InjectRepository(AlertEntity) private readonly alerts: Repository<AlertEntity>,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly rules: AlertRulesService,
    private readonly figures: ServerFigures,
    private readonly messages: Messages,
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
    private readonly leases: Leases,
    private readonly queue: WriteQueue,
  ) {
    this.#lane = queue.lane<AlertRow>({
      name: 'alerts',
      keyOf: ({ id }) => id,
      write: (manager, rows) => manager.upsert(AlertEntity, rows, ['id']),
    });
  }

  /** What was open when the API ended is open still, until a look says otherwise. */
  async onApplicationBootstrap(): Promise<void> {
    await this.rules.offerFirst();
    for (const alert of await this.alerts.findBy({ resolvedAt: IsNull() })) this.#watches.set(keyOf(alert.ruleId, alert.serverId), { state: { name: 'raised' }, alert });
    // One after the other, for they may be of the same alert.
    await this.messages.begin((delivery, alert) => void (this.#noting = this.#noting.then(() => this.#noteOfOther(delivery, alert))));
    let isWaiting = false;
    this.#timer = setInterval(() => {
      // One that waits for the database is not joined by others.
      if (isWaiting) return;
      isWaiting = true;
      this.#looking = this.#looking.then(() => this.#look()).finally(() => {
        isWaiting = false;
      });
    }, this.environment.variables.ALERT_INTERVAL).unref();
  }

  /** Another node may have raised and ended alerts of a server that this one has from now on. */
  @OnAppEvent('lease.taken')
  onLeaseTaken({ serverId }: AppEventMap['lease.taken']): void {
    this.#looking = this.#looking.then(() => this.#readAgain(serverId));
  }

  /** Before the processes are stopped: what is stopped with the API is not fine again. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #readAgain(serverId: string): Promise<void> {
    try {
      const open = await this.alerts.findBy({ serverId, resolvedAt: IsNull() });
      for (const key of this.#watches.keys()) if (key.endsWith(`:${serverId}`)) this.#watches.delete(key);
      for (const alert of open) this.#watches.set(keyOf(alert.ruleId, serverId), { state: { name: 'raised' }, alert });
    } catch (error) {
      this.logger.warn(`The open alerts of server ${serverId} could not be read: ${messageOf(error)}`);
    }
  }

  async #look(): Promise<void> {
    try {
      const [rules, servers] = await Promise.all([this.rules.list(), this.servers.find({ select: { id: true, name: true, desiredState: true } })]);
      const now = performance.now();
      const figures = this.figures.look(now);
      const active = rules.filter(({ enabled }) => enabled);
      this.#endOrphans(active, servers);
      for (const rule of active) {
        const isState = STATES.has(rule.metric as Metric);
        for (const server of servers) {
          // The node that has it watches it.
          if (this.leases.isElsewhere(server.id)) continue;
          if (rule.serverId !== null && rule.serverId !== server.id) continue;
          // One that is tried again has not failed for good, and is not fine again; of one whose process has not begun yet nothing is known.
          if (this.figures.isOnItsWay(server) && (isState || !figures.has(server.id))) continue;
          this.#watch(rule, server, figures.get(server.id)?.[rule.metric as Metric], now);
        }
      }
    } catch (error) {
      this.logger.warn(`The rules could not be looked at: ${messageOf(error)}`);
    }
  }

  #watch(rule: AlertRuleEntity, server: { id: string; name: string }, value: number | undefined, now: number): void {
    const key = keyOf(rule.id, server.id);
    const watch = this.#watches.get(key) ?? { state: fine };
    const state = evaluate(watch.state, rule, value, now);
    if (state.name === 'fine') this.#watches.delete(key);
    else this.#watches.set(key, { ...watch, state });
    if (state.name === 'raised' && watch.state.name !== 'raised') this.#raise(rule, server, value ?? 0);
    if (state.name !== 'raised' && watch.alert !== undefined) this.#resolve(watch.alert, sayReason('FINE'), rule);
  }

  #raise(rule: AlertRuleEntity, server: { id: string; name: string }, value: number): void {
    const alert = this.alerts.create({
      id: randomUUID(),
      ruleId: rule.id,
      ruleName: rule.name,
      serverId: server.id,
      serverName: server.name,
      severity: rule.severity,
      metric: rule.metric,
      value,
      message: METRICS[rule.metric as Metric].describe(value),
      raisedAt: new Date(),
      resolvedAt: null,
      resolution: null,
      deliveries: [],
    });
    this.#watches.set(keyOf(rule.id, server.id), { state: { name: 'raised' }, alert });
    this.#announce(alert, rule);
  }

  #resolve(alert: AlertEntity, resolution: string, rule?: AlertRuleEntity): void {
    alert.resolvedAt = new Date();
    alert.resolution = resolution;
    this.#announce(alert, rule);
  }

  /** Of rules and servers that are gone, or of rules that are off. */
  #endOrphans(rules: readonly AlertRuleEntity[], servers: readonly { id: string }[]): void {
    const known = new Set(servers.map(({ id }) => id));
    const wanted = new Map(rules.map((rule) => [rule.id, rule]));
    for (const [key, { alert }] of this.#watches) {
      if (alert === undefined) continue;
      const rule = wanted.get(alert.ruleId);
      const isWatched = rule !== undefined && (rule.serverId === null || rule.serverId === alert.serverId);
      if (isWatched && known.has(alert.serverId)) continue;
      this.#watches.delete(key);
      this.#resolve(alert, known.has(alert.serverId) ? sayReason('UNWATCHED') : sayReason('DELETED'));
    }
  }

  /** `rule`: absent when nobody is to be told any more. */
  #announce(alert: AlertEntity, rule?: AlertRuleEntity): void {
    const view: AlertView = toAlertView(alert);
    const { serverId, serverName, message } = view;
    const timestamp = (alert.resolvedAt ?? alert.raisedAt).getTime();
    this.#lane.push(toRow(alert));
    this.events.emit('alert.changed', { serverId, timestamp, alert: view });
    const text = view.state === 'raised' ? `Alert: ${view.ruleName}. ${message}` : `Alert is over: ${view.ruleName}. ${view.resolution ?? ''}`;
    this.logger.warn(`${serverName}: ${text}`);
    this.events.emit('process.remark', { serverId, timestamp, level: view.state === 'raised' ? 'warn' : 'info', text });
    if (rule === undefined) return;
    this.messages.tell(rule, view, (delivery) => this.#note(alert, delivery));
  }

  #note(alert: AlertEntity, delivery: StoredDelivery): void {
    alert.deliveries = [...alert.deliveries, delivery];
    this.#lane.push(toRow(alert));
  }

  /** Of a message that an earlier run or another node left: its alert may be open here, or be known to the database alone. */
  async #noteOfOther(delivery: StoredDelivery, { id, ruleName, serverName }: AlertView): Promise<void> {
    try {
      const open = [...this.#watches.values()].find(({ alert }) => alert?.id === id)?.alert;
      await this.queue.flush();
      const alert = open ?? (await this.alerts.findOneBy({ id }));
      if (alert !== null) this.#note(alert, delivery);
    } catch (error) {
      this.logger.warn(`It is not noted with the alert ${ruleName} of ${serverName} that somebody was told: ${messageOf(error)}`);
    }
  }
}

function keyOf(ruleId: string, serverId: string): string {
  return `${ruleId}:${serverId}`;
}

/** As it is now, for it changes while it waits to be written. */
function toRow({ id, ruleId, ruleName, serverId, serverName, severity, metric, value, message, raisedAt, resolvedAt, resolution, deliveries }: AlertEntity) {
  return { id, ruleId, ruleName, serverId, serverName, severity, metric, value, message, raisedAt, resolvedAt, resolution, deliveries };
}

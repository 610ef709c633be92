import { Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';

/** So many callers have a label of their own; the rest are `other`. */
const MOST_CALLERS = 500;

/** What passes through the gateway, by server and by who calls: the id of a key or user. */
@Injectable()
export class GatewayMetrics {
  readonly #callers = new Set<string>();
  readonly #requests = new Counter({ name: 'mcp_gateway_requests_total', help: 'Requests through the gateway by server, caller, and whether they failed', labelNames: ['server', 'caller', 'error'], registers: [] });
  readonly #bytes = new Counter({ name: 'mcp_gateway_bytes_total', help: 'Bytes of the bodies that passed through the gateway', labelNames: ['server', 'caller', 'direction'], registers: [] });

  register(registry: Registry): void {
    for (const metric of [this.#requests, this.#bytes]) registry.registerMetric(metric);
  }

  @OnAppEvent('gateway.traffic')
  onTraffic({ serverId: server, caller: { id }, calls, errors, bytesIn, bytesOut }: AppEventMap['gateway.traffic']): void {
    if (this.#callers.size < MOST_CALLERS) this.#callers.add(id);
    const caller = this.#callers.has(id) ? id : 'other';
    this.#requests.inc({ server, caller, error: 'true' }, errors);
    this.#requests.inc({ server, caller, error: 'false' }, calls - errors);
    this.#bytes.inc({ server, caller, direction: 'in' }, bytesIn);
    this.#bytes.inc({ server, caller, direction: 'out' }, bytesOut);
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId: server, change }: AppEventMap['server.changed']): void {
    if (change !== 'deleted') return;
    for (const caller of [...this.#callers, 'other']) {
      for (const error of ['true', 'false']) this.#requests.remove({ server, caller, error });
      for (const direction of ['in', 'out']) this.#bytes.remove({ server, caller, direction });
    }
  }
}

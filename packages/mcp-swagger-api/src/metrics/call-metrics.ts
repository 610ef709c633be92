import { Injectable } from '@nestjs/common';
import { Counter, Histogram, type Registry } from 'prom-client';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { STATUS_LABELS, statusLabel, ToolLabels } from './tool-labels.js';

/** Seconds: from an answer out of a cache to the usual timeout. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Tool calls and refused clients, counted as they happen. */
@Injectable()
export class CallMetrics {
  readonly #labels = new ToolLabels();
  readonly #durations = new Histogram({ name: 'mcp_call_duration_seconds', help: 'Tool calls by server, tool, class of the upstream status, and whether they failed', labelNames: ['server', 'tool', 'status', 'error'], buckets: BUCKETS, registers: [] });
  readonly #bytes = new Counter({ name: 'mcp_call_bytes_total', help: 'Bytes of the bodies that calls exchanged with the upstream', labelNames: ['server', 'direction'], registers: [] });
  readonly #rejected = new Counter({ name: 'mcp_connections_rejected_total', help: 'Clients that were turned away', labelNames: ['server'], registers: [] });

  register(registry: Registry): void {
    for (const metric of [this.#durations, this.#bytes, this.#rejected]) registry.registerMetric(metric);
  }

  @OnAppEvent('mcp.call')
  onCall({ serverId: server, tool, durationMs, upstreamStatus, isError, bytesIn, bytesOut }: AppEventMap['mcp.call']): void {
    this.#durations.observe({ server, tool: this.#labels.labelOf(server, tool), status: statusLabel(upstreamStatus), error: String(isError) }, durationMs / 1_000);
    this.#bytes.inc({ server, direction: 'in' }, bytesIn);
    this.#bytes.inc({ server, direction: 'out' }, bytesOut);
  }

  @OnAppEvent('connection.changed')
  onConnection({ serverId: server, event }: AppEventMap['connection.changed']): void {
    if (event === 'rejected') this.#rejected.inc({ server });
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId: server, change }: AppEventMap['server.changed']): void {
    if (change !== 'deleted') return;
    for (const tool of this.#labels.forget(server)) {
      for (const status of STATUS_LABELS) for (const error of ['true', 'false']) this.#durations.remove({ server, tool, status, error });
    }
    for (const direction of ['in', 'out']) this.#bytes.remove({ server, direction });
    this.#rejected.remove({ server });
  }
}

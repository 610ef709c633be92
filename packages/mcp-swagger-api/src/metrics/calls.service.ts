import { Injectable } from '@nestjs/common';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { CallCounts } from './call-counts.js';

/** The tool calls of every server since the API started. */
@Injectable()
export class CallsService {
  readonly #counts = new Map<string, CallCounts>();

  of(serverId: string): CallCounts {
    return this.#counts.get(serverId) ?? new CallCounts();
  }

  @OnAppEvent('mcp.call')
  count({ serverId, timestamp, ...call }: AppEventMap['mcp.call']): void {
    let counts = this.#counts.get(serverId);
    if (counts === undefined) this.#counts.set(serverId, (counts = new CallCounts()));
    counts.add(call, timestamp);
  }

  @OnAppEvent('server.changed')
  forget({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#counts.delete(serverId);
  }
}

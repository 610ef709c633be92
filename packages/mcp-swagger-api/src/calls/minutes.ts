import { randomUUID } from 'node:crypto';
import type { Call } from 'mcp-swagger-ipc';
import type { CallMinuteEntity } from '../database/entities/call-minute.entity.js';
import { stepOf } from './duration-steps.js';

const MINUTE_MS = 60_000;
/** A document may rename its tools again and again; beyond so many in one minute of a server, calls are counted under one name. */
const MAX_TOOLS = 2_000;
export const OTHER_TOOLS = '(other tools)';

/** What is counted of the running minute, by server and tool. */
export class Minutes {
  #minute = 0;
  readonly #servers = new Map<string, Map<string, CallMinuteEntity>>();

  /** Counts a call; `at`: epoch ms. Gives the row that it changed, the same object for all calls of a minute. */
  add(serverId: string, call: Call, at: number): CallMinuteEntity {
    const minute = at - (at % MINUTE_MS);
    if (minute !== this.#minute) this.#servers.clear();
    this.#minute = minute;
    const row = this.#row(serverId, call.tool, minute);
    row.calls += 1;
    if (call.isError) row.errors += 1;
    row.totalMs += call.durationMs;
    row.maxMs = Math.max(row.maxMs, call.durationMs);
    row.bytesIn += call.bytesIn;
    row.bytesOut += call.bytesOut;
    const step = stepOf(call.durationMs);
    row.durations[step] = (row.durations[step] ?? 0) + 1;
    return row;
  }

  #row(serverId: string, name: string, minute: number): CallMinuteEntity {
    const tools = this.#servers.get(serverId) ?? new Map<string, CallMinuteEntity>();
    this.#servers.set(serverId, tools);
    const tool = tools.has(name) || tools.size < MAX_TOOLS ? name : OTHER_TOOLS;
    const known = tools.get(tool);
    if (known !== undefined) return known;
    const row = { id: randomUUID(), serverId, tool, minute: new Date(minute), calls: 0, errors: 0, totalMs: 0, maxMs: 0, bytesIn: 0, bytesOut: 0, durations: {} };
    tools.set(tool, row);
    return row;
  }
}

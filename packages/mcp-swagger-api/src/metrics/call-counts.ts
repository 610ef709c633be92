import type { Call } from 'mcp-swagger-ipc';

/** How often something was called and how it went. Durations in ms, sizes in bytes on the upstream's wire. */
export interface CallCount {
  calls: number;
  errors: number;
  totalMs: number;
  maxMs: number;
  bytesIn: number;
  bytesOut: number;
  /** Epoch ms. */
  lastAt: number | null;
}

/** A document may rename its tools again and again; beyond so many, further names are counted in the sum only. */
const MAX_TOOLS = 2_000;

const nothing = (): CallCount => ({ calls: 0, errors: 0, totalMs: 0, maxMs: 0, bytesIn: 0, bytesOut: 0, lastAt: null });

/** The calls of one server since the API started, in sum and by tool. */
export class CallCounts {
  readonly sum = nothing();
  readonly tools = new Map<string, CallCount>();

  /** `at`: epoch ms. */
  add(call: Call, at: number): void {
    enter(this.sum, call, at);
    let tool = this.tools.get(call.tool);
    if (tool === undefined && this.tools.size < MAX_TOOLS) this.tools.set(call.tool, (tool = nothing()));
    if (tool !== undefined) enter(tool, call, at);
  }
}

function enter(count: CallCount, { durationMs, isError, bytesIn, bytesOut }: Call, at: number): void {
  count.calls += 1;
  if (isError) count.errors += 1;
  count.totalMs += durationMs;
  count.maxMs = Math.max(count.maxMs, durationMs);
  count.bytesIn += bytesIn;
  count.bytesOut += bytesOut;
  count.lastAt = at;
}

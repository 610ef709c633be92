import type { Call } from 'mcp-swagger-ipc';
import { IdleWait } from '../idle-wait.js';
import { traceCall } from '../telemetry/trace-call.js';
import type { CallOptions, ToolCallResult } from '../upstream/tool-call-result.js';
import type { CallPlan } from './toolbox.js';

/** One call as the protocol brings it. */
export interface CallRequest extends CallOptions {
  plan: CallPlan;
  /** Those that its user completed; otherwise the plan's own. */
  args?: Record<string, unknown> | undefined;
  /** The connection that it belongs to. */
  sessionId: string | undefined;
  /** The `_meta` of its request. */
  meta?: Record<string, unknown> | undefined;
}

/** Runs and counts tool calls of all connections, tells about each, and can wait until none is left. */
export class ToolCalls {
  #inFlight = 0;
  #total = 0;
  #failed = 0;
  readonly #idle = new IdleWait(() => this.#inFlight === 0);

  constructor(private readonly onCall: (call: Call) => void) {}

  /** How many there were, how many of them failed, and how many are under way. */
  get counts(): { total: number; failed: number; inFlight: number } {
    return { total: this.#total, failed: this.#failed, inFlight: this.#inFlight };
  }

  async run(request: CallRequest): Promise<ToolCallResult> {
    const { plan, args, sessionId } = request;
    const startedMs = performance.now();
    this.#inFlight += 1;
    this.#total += 1;
    let result: ToolCallResult | undefined;
    try {
      result = await traceCall({ tool: plan.tool, meta: request.meta }, () => plan.perform(request, args));
      return result;
    } finally {
      const isError = result === undefined || result.isError === true;
      if (isError) this.#failed += 1;
      this.onCall({
        tool: plan.tool,
        sessionId,
        durationMs: performance.now() - startedMs,
        upstreamStatus: result?.upstreamStatus,
        isError,
        bytesIn: result?.bytesIn ?? 0,
        bytesOut: result?.bytesOut ?? 0,
      });
      this.#inFlight -= 1;
      this.#idle.check();
    }
  }

  /** Resolves when no call is in flight, or after `graceMs`; true if none is left. */
  async whenIdle(graceMs: number): Promise<boolean> {
    const isIdle = await this.#idle.wait(graceMs);
    // The answer of the last call is written in the microtasks that follow.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return isIdle;
  }
}

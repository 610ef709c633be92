import type { Call } from 'mcp-swagger-ipc';
import { IdleWait } from '../idle-wait.js';
import type { CallProgress, ToolCallResult } from '../upstream/tool-call-result.js';

/** Carries out a tool call; the real one is the upstream. */
export interface ToolCaller {
  call(tool: string, args: Record<string, unknown>, options: { signal?: AbortSignal; onProgress?: (progress: CallProgress) => void }): Promise<ToolCallResult>;
}

/** One call as the protocol brings it. */
export interface CallRequest {
  tool: string;
  args: Record<string, unknown>;
  /** The connection that it belongs to. */
  sessionId: string | undefined;
  signal: AbortSignal;
  onProgress: ((progress: CallProgress) => void) | undefined;
}

/** Runs and counts tool calls of all connections, tells about each, and can wait until none is left. */
export class ToolCalls {
  #inFlight = 0;
  readonly #idle = new IdleWait(() => this.#inFlight === 0);

  constructor(
    private readonly caller: ToolCaller,
    private readonly onCall: (call: Call) => void,
  ) {}

  async run({ tool, args, sessionId, signal, onProgress }: CallRequest): Promise<ToolCallResult> {
    const startedMs = performance.now();
    this.#inFlight += 1;
    let result: ToolCallResult | undefined;
    try {
      result = await this.caller.call(tool, args, { signal, onProgress });
      return result;
    } finally {
      this.onCall({
        tool,
        sessionId,
        durationMs: performance.now() - startedMs,
        upstreamStatus: result?.upstreamStatus,
        isError: result === undefined || result.isError === true,
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

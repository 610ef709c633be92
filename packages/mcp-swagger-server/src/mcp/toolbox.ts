import type { Tool } from 'mcp-swagger-parser';
import { nearestName } from 'mcp-swagger-parser';
import type { Upstream } from '../upstream/index.js';
import type { CallOptions, ToolCallResult } from '../upstream/tool-call-result.js';
import { type VisibleTool, visibleTool } from './visible-tool.js';

/** What a call comes to: the tool of the document that is called, under which it is counted, and how. */
export interface CallPlan {
  tool: string;
  /** What it calls, and with which arguments, where its user may be asked for more before. */
  operation?: { definition: Tool; args: Record<string, unknown> };
  /** `args` are those that the user completed. */
  perform(options: CallOptions, args?: Record<string, unknown>): Promise<ToolCallResult>;
}

/** The tools that a client sees, and what calling one means. */
export interface Toolbox {
  readonly visible: readonly VisibleTool[];
  /** Undefined for a name that it does not know. */
  plan(name: string, args: Record<string, unknown>): CallPlan | undefined;
  /** A name that was likely meant. */
  nameLike(name: string): string | undefined;
}

/** Every operation of the document is a tool. */
export class FullToolbox implements Toolbox {
  readonly #tools: Map<string, Tool>;
  #visible: readonly VisibleTool[] | undefined;

  constructor(
    tools: readonly Tool[],
    private readonly upstream: Upstream,
  ) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  /** Made for the first client that asks. */
  get visible(): readonly VisibleTool[] {
    return (this.#visible ??= [...this.#tools.values()].map(visibleTool));
  }

  plan(name: string, args: Record<string, unknown>): CallPlan | undefined {
    const definition = this.#tools.get(name);
    if (definition === undefined) return undefined;
    return { tool: name, operation: { definition, args }, perform: (options, completed = args) => this.upstream.call(name, completed, options) };
  }

  nameLike(name: string): string | undefined {
    return nearestName(name, [...this.#tools.keys()]);
  }
}

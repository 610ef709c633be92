import type { Tool } from 'mcp-swagger-parser';
import type { ToolCallResult } from '../upstream/tool-call-result.js';
import { isObject, nearestName } from 'mcp-swagger-parser';
import type { CallPlan, Toolbox } from './toolbox.js';
import { ToolIndex } from './tool-index.js';
import { type VisibleTool, visibleTool } from './visible-tool.js';

const MOST_FOUND = 50;
const USUALLY_FOUND = 10;

/** Of a large document a model sees three tools, with which it finds the others, reads how one is called, and calls it. */
export class SearchToolbox implements Toolbox {
  readonly visible: readonly VisibleTool[] = SEARCH_TOOLS;
  readonly #tools: Map<string, Tool>;
  readonly #index: ToolIndex;

  constructor(
    tools: readonly Tool[],
    private readonly behind: Toolbox,
  ) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#index = new ToolIndex(tools);
  }

  /** A tool of the document may be called by its own name as well. */
  plan(name: string, args: Record<string, unknown>): CallPlan | undefined {
    switch (name) {
      case 'search_tools':
        return { tool: name, perform: async () => await this.#search(args) };
      case 'describe_tool':
        return { tool: name, perform: () => Promise.resolve(this.#describe(args)) };
      case 'call_tool':
        return this.#call(args);
      default:
        return this.behind.plan(name, args);
    }
  }

  nameLike(name: string): string | undefined {
    return nearestName(name, SEARCH_TOOLS.map((definition) => definition.name)) ?? this.behind.nameLike(name);
  }

  async #search({ query, limit }: Record<string, unknown>): Promise<ToolCallResult> {
    if (query !== undefined && typeof query !== 'string') return refused('query must be text.');
    const most = typeof limit === 'number' && limit >= 1 ? Math.min(Math.floor(limit), MOST_FOUND) : USUALLY_FOUND;
    const { tools, total } = await this.#index.find((query ?? '').slice(0, 1_000), most);
    const lines = tools.map(({ name, title, method, path }) => `${name}: ${title ?? ''} (${method} ${path})`);
    const rest = total > tools.length ? [`${total - tools.length} more; narrow the words or raise limit (at most ${MOST_FOUND}).`] : [];
    const none = total === 0 ? [`No tool matches; there are ${this.#tools.size}. Try fewer or other words.`] : [];
    return { content: [{ type: 'text', text: [...lines, ...rest, ...none].join('\n') }], structuredContent: { tools, total }, bytesIn: 0, bytesOut: 0 };
  }

  #describe({ name }: Record<string, unknown>): ToolCallResult {
    const tool = typeof name === 'string' ? this.#tools.get(name) : undefined;
    if (tool === undefined) return refused(this.#unknown(name));
    const { outputSchema: _, ...described } = visibleTool(tool);
    return { content: [{ type: 'text', text: JSON.stringify(described) }], structuredContent: described, bytesIn: 0, bytesOut: 0 };
  }

  #call({ name, arguments: given }: Record<string, unknown>): CallPlan {
    const args = typeof given === 'string' ? parsed(given) : (given ?? {});
    const isKnown = typeof name === 'string' && this.#tools.has(name);
    const plan = isKnown && isObject(args) ? this.behind.plan(name, args) : undefined;
    if (plan !== undefined) return plan;
    const message = isKnown ? 'arguments must be an object, as describe_tool shows it.' : this.#unknown(name);
    return { tool: 'call_tool', perform: () => Promise.resolve(refused(message)) };
  }

  #unknown(name: unknown): string {
    const text = typeof name === 'string' ? name.slice(0, 200) : '';
    const near = nearestName(text, [...this.#tools.keys()]);
    return `There is no tool ${JSON.stringify(text)}${near === undefined ? '; find one with search_tools.' : `; did you mean ${near}?`}`;
  }
}

const READS: VisibleTool['annotations'] = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The three, as they are listed. */
export const SEARCH_TOOLS: readonly VisibleTool[] = [
  {
    name: 'search_tools',
    title: 'Search tools',
    description: 'Finds operations of this API by words of their name, path, tags or description. Start here.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'A few words, such as "list open invoices"; none lists the first tools' },
        limit: { type: 'integer', minimum: 1, maximum: MOST_FOUND, default: USUALLY_FOUND },
      },
      additionalProperties: false,
    },
    annotations: READS,
  },
  {
    name: 'describe_tool',
    title: 'Describe a tool',
    description: 'Tells what a found tool does and the JSON Schema of its arguments. Read it before call_tool.',
    inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
    annotations: READS,
  },
  {
    name: 'call_tool',
    title: 'Call a tool',
    description: 'Calls a tool that search_tools found, with arguments as describe_tool shows them.',
    inputSchema: {
      type: 'object',
      properties: { name: { type: 'string' }, arguments: { type: 'object' } },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  },
];

function refused(message: string): ToolCallResult {
  return { content: [{ type: 'text', text: message }], isError: true, bytesIn: 0, bytesOut: 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

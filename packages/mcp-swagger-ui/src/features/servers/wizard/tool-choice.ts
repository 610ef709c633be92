import type { Preview } from '../../../lib/api';

export type PreviewTool = Preview['tools'][number];

/** What was left out: whole methods, and operations by their id. */
export interface ToolChoice {
  methods: ReadonlySet<string>;
  operations: ReadonlySet<string>;
}

export const allTools: ToolChoice = { methods: new Set(), operations: new Set() };

export function isChosen({ _meta: { method, operationId } }: PreviewTool, { methods, operations }: ToolChoice): boolean {
  return !methods.has(method.toUpperCase()) && (operationId === undefined || !operations.has(operationId));
}

/** A set with the value in it, or without it when it was. */
export function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** The choice as the API takes it; undefined for all tools. */
export function toFilters({ methods, operations }: ToolChoice): { exclude: string[] } | undefined {
  // A star in an operationId would be a pattern; a question mark stands for it alone well enough.
  const exclude = [...[...methods].map((method) => `method:${method.toLowerCase()}`), ...[...operations].map((id) => `operation:${id.replaceAll('*', '?')}`)];
  return exclude.length === 0 ? undefined : { exclude };
}

/** The methods of these tools, in the order that people expect. */
export function methodsOf(tools: PreviewTool[]): string[] {
  const order = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return [...new Set(tools.map(({ _meta }) => _meta.method.toUpperCase()))].toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

import type { ToolsChanged } from 'mcp-swagger-ipc';
import { visibleTool } from './mcp/visible-tool.js';
import type { ServedDocument } from './served-document.js';

/** What a reload did to the tools. */
export type ToolChange = ToolsChanged;

/** A message names so many tools of each kind; the counts of a whole exchange are clear without more. */
const MOST_NAMES = 1_000;

/** The tools that came, went, or look different to a model. */
export function toolChange({ model: before }: Pick<ServedDocument, 'model'>, { model: after }: Pick<ServedDocument, 'model'>): ToolChange {
  const old = new Map(before.tools.map((tool) => [tool.name, tool]));
  const names = new Set(after.tools.map(({ name }) => name));
  const changed = after.tools.filter((tool) => {
    const was = old.get(tool.name);
    return was !== undefined && JSON.stringify(visibleTool(was)) !== JSON.stringify(visibleTool(tool));
  });
  return {
    toolCount: after.tools.length,
    added: after.tools.flatMap(({ name }) => (old.has(name) ? [] : [name])).slice(0, MOST_NAMES),
    removed: [...old.keys()].filter((name) => !names.has(name)).slice(0, MOST_NAMES),
    changed: changed.map(({ name }) => name).slice(0, MOST_NAMES),
    documentHash: after.document.hash,
  };
}

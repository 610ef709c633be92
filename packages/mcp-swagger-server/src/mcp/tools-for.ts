import type { ServerConfiguration } from 'mcp-swagger-ipc';
import { type LoadedDocument, toTools } from 'mcp-swagger-parser';
import { decideToolMode } from './tool-mode.js';
import { visibleTool } from './visible-tool.js';

/** The tools of a document, with schemas as full as the way in which they are shown allows: a list must stay readable, one tool by itself may be long. */
export function toolsFor(document: LoadedDocument, { filters, outputSchemas, toolMode, toolBudget }: Pick<ServerConfiguration, 'filters' | 'outputSchemas' | 'toolMode' | 'toolBudget'>): ReturnType<typeof toTools> {
  const options = { ...filters, outputSchemas };
  if (toolMode === 'search') return toTools(document, { ...options, listBudget: Infinity });
  const listed = toTools(document, options);
  const isSearched = decideToolMode(listed.tools.map(visibleTool), toolMode, toolBudget).mode === 'search';
  return isSearched ? toTools(document, { ...options, listBudget: Infinity }) : listed;
}

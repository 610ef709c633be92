import type { ServerConfiguration } from 'mcp-swagger-ipc';
import { type LoadedDocument, type Prompt, type Resource, type Skipped, type Tool, toPrompts, toResources, toTools, type Warning } from 'mcp-swagger-parser';
import { decideToolMode } from '../mcp/tool-mode.js';
import { visibleTool } from '../mcp/visible-tool.js';
import { documentFacts, type DocumentFacts } from './document-facts.js';

/** Of a configuration what decides which tools a document gives. */
export type ModelOptions = Pick<ServerConfiguration, 'filters' | 'outputSchemas' | 'toolMode' | 'toolBudget'>;

/** What is made of a document. Plain data: as JSON it is the same. */
export interface Conversion {
  tools: Tool[];
  resources: Resource[];
  prompts: Prompt[];
  warnings: Warning[];
  skipped: Skipped[];
}

/** All that a document comes to, and what it is. Plain data as well. */
export interface DocumentModel extends Conversion {
  document: DocumentFacts;
}

/** Converts a document, and tells what it is. Throws DocumentError for a filter that is not known. */
export function documentModel(document: LoadedDocument, options: ModelOptions): DocumentModel {
  return { document: documentFacts(document), ...convertDocument(document, options) };
}

/** Converts a document. Throws DocumentError for a filter that is not known. */
export function convertDocument(document: LoadedDocument, options: ModelOptions): Conversion {
  const { tools, warnings, skipped } = toolsFor(document, options);
  const { resources, warnings: resourceWarnings } = toResources(document);
  const { prompts, warnings: promptWarnings } = toPrompts(document);
  return { tools, resources, prompts, warnings: [...warnings, ...resourceWarnings, ...promptWarnings], skipped };
}

/** The tools, with schemas as full as the way in which they are shown allows: a list must stay readable, one tool by itself may be long. */
function toolsFor(document: LoadedDocument, { filters, outputSchemas, toolMode, toolBudget }: ModelOptions): ReturnType<typeof toTools> {
  const options = { ...filters, outputSchemas };
  if (toolMode === 'search') return toTools(document, { ...options, listBudget: Infinity });
  const listed = toTools(document, options);
  const isSearched = toolMode === 'auto' && decideToolMode({ visible: listed.tools.map(visibleTool) }, toolMode, toolBudget).mode === 'search';
  return isSearched ? toTools(document, { ...options, listBudget: Infinity }) : listed;
}

import type { LoadedDocument } from '../load/load-document.js';
import { References } from '../json/references.js';
import { placeRemarks } from '../position/place-remarks.js';
import type { Operation } from '../operations/list-operations.js';
import { Warnings } from '../warning.js';
import type { Skipped, Warning } from '../warning.js';
import { economize } from './economize.js';
import { filterOperations } from './filter-operations.js';
import type { FilterOptions } from './filter-operations.js';
import { filterable } from './filterable.js';
import { nameOperations } from './name-operations.js';
import type { OutputSchemas } from './output-schema.js';
import { beginConversion, toTool } from './to-tool.js';
import type { Tool } from './tool.js';

/** Which operations become tools, and what is told of their answers. */
export interface ToolOptions extends FilterOptions {
  /** `relaxed` (the default): declared shapes that hold for every answer; `strict`: what is declared; `none`: nothing. */
  outputSchemas?: OutputSchemas;
  /** How many characters of JSON the list of tools may be before schemas and texts are abridged, see economize; listBudget unless told otherwise, and Infinity for never. */
  listBudget?: number;
}

// A proxy would have to echo the request (TRACE) or open a tunnel (CONNECT); neither is a call of an API.
const NOT_CALLABLE = new Set(['TRACE', 'CONNECT']);

/**
 * The tools of a document, in its order. An operation that cannot be a tool is in `skipped` with the reason, and what had to be repaired is in
 * `warnings`; neither keeps the others from working. Throws DocumentError only for a filter that is not known.
 */
export function toTools(document: LoadedDocument, options: ToolOptions = {}): { tools: Tool[]; warnings: Warning[]; skipped: Skipped[] } {
  const warnings = new Warnings();
  const references = new References(document.root);
  const conversion = beginConversion(references, warnings, document.hasDirections, options.outputSchemas);
  const skipped: Skipped[] = [];
  const skip = ({ method, path, pointer }: Operation, code: string, message: string): void => {
    skipped.push({ code, pointer, message, method, path });
  };

  const all = nameOperations(references, warnings);
  const { passed, unmatched } = hasFilters(options) ? filterOperations(all.map((named) => filterable(named, references)), options) : { passed: all, unmatched: [] };
  const tools: Tool[] = [];
  for (const { operation, name, wishes } of passed) {
    if (!wishes.isEnabled) {
      skip(operation, 'DISABLED', `${operation.method} ${operation.path} is no tool: its x-mcp says enabled: false.`);
      continue;
    }
    if (NOT_CALLABLE.has(operation.method) || !/^[A-Z0-9!#$%&'*+.^_`|~-]+$/.test(operation.method)) {
      skip(operation, 'METHOD', `${operation.method} ${operation.path} is no tool: the method ${operation.method} cannot be called.`);
      continue;
    }
    try {
      tools.push(toTool(operation, name, wishes, conversion));
    } catch (error) {
      skip(operation, 'OPERATION', `${operation.method} ${operation.path} is no tool: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return { tools: economize(tools, options.listBudget), warnings: [...document.warnings, ...unmatched.map((message) => ({ code: 'FILTER', pointer: '#/paths', message })), ...placeRemarks(document, warnings.list)], skipped: placeRemarks(document, skipped) };
}

function hasFilters({ include = [], exclude = [], only }: FilterOptions): boolean {
  return include.length > 0 || exclude.length > 0 || only !== undefined;
}

import type { ToolChange, ToolChanges } from '../database/entities/server.entity.js';

/** Methods that a path item names itself; others stand below `additionalOperations` (OpenAPI 3.2). */
const FIXED_METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

/** An operation goes by its method and path: its tool may be renamed, and another document may have it too. */
export function operationKey({ method, path }: { method: string; path: string }): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The operation of a key. */
export function operationOf(key: string): { method: string; path: string } {
  const space = key.indexOf(' ');
  return { method: key.slice(0, space), path: key.slice(space + 1) };
}

/** The changes of tools as an overlay, to be applied after all others; nothing when there are none. */
export function overlayOfChanges(changes: ToolChanges): string | undefined {
  const actions = Object.entries(changes).map(([key, { enabled, name, title, description }]) => ({
    target: targetOf(key),
    update: { 'x-mcp': { enabled, name, title, description } },
  }));
  return actions.length === 0 ? undefined : JSON.stringify({ overlay: '1.0.0', info: { title: 'Changed tools', version: '1' }, actions });
}

/** What a PATCH says: null takes a change back, what is absent stays. Nothing is left of a change that changes nothing. */
export function changedBy(before: ToolChange | undefined, tool: string, patch: ToolPatch): ToolChange | undefined {
  const all = { ...before, ...patch };
  const change = Object.fromEntries(Object.entries(all).filter(([field, value]) => field !== 'tool' && value !== null && value !== undefined));
  return Object.keys(change).length === 0 ? undefined : { ...change, tool };
}

export interface ToolPatch {
  enabled?: boolean | null | undefined;
  name?: string | null | undefined;
  title?: string | null | undefined;
  description?: string | null | undefined;
}

/** RFC 9535, a name selector in single quotes. */
function targetOf(key: string): string {
  const { method, path } = operationOf(key);
  const lower = method.toLowerCase();
  const pathItem = `$.paths[${quoted(path)}]`;
  return FIXED_METHODS.has(lower) ? `${pathItem}.${lower}` : `${pathItem}.additionalOperations[${quoted(method)}]`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

import { DocumentError } from '../document-error.js';
import type { JsonObject } from '../json/json-object.js';

/** The most levels of a document: what walks it calls itself for each. */
export const DEEPEST_NESTING = 500;

/** What is said of a document with more levels than that. */
export function tooDeep(name: string): DocumentError {
  return new DocumentError('DOCUMENT_TOO_DEEP', `${name} nests deeper than ${DEEPEST_NESTING} levels, or contains itself.`);
}

/** Throws DocumentError for a value that is too deep. Also finds aliases that contain themselves: they are endlessly deep. JSON has no aliases, and is too large to remember each object of it. */
export function refuseDeepNesting(value: unknown, name: string, hasAliases: boolean, around = 0): void {
  const measured = new Set<object>();
  const visit = (node: object, depth: number): void => {
    if (depth > DEEPEST_NESTING) throw tooDeep(name);
    if (hasAliases && measured.has(node)) return;
    if (Array.isArray(node)) {
      for (const child of node as unknown[]) if (typeof child === 'object' && child !== null) visit(child, depth + 1);
    } else {
      for (const key in node) {
        const child = (node as JsonObject)[key];
        if (typeof child === 'object' && child !== null) visit(child, depth + 1);
      }
    }
    if (hasAliases) measured.add(node);
  };
  if (typeof value === 'object' && value !== null) visit(value, around);
}

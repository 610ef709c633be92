import { textMember } from '../json/json-object.js';
import type { Operation } from '../operations/list-operations.js';

/** Hints of MCP about what a tool does. */
export interface ToolAnnotations {
  title?: string;
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

const LONGEST_DESCRIPTION = 4_000;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']);

/** The hints that a method gives (RFC 9110 section 9.2). */
export function annotationsOf(method: string): ToolAnnotations {
  const isSafe = SAFE.has(method);
  return {
    readOnlyHint: isSafe,
    destructiveHint: method === 'DELETE' || method === 'PUT',
    idempotentHint: isSafe || method === 'PUT' || method === 'DELETE',
    openWorldHint: true,
  };
}

/** What a tool is for, in the words of the document: summary and description, or else its method and path. */
export function describeOperation(operation: Operation): { title?: string; description: string } {
  const title = textMember(operation.value, 'summary')?.trim() ?? textMember(operation.pathItem, 'summary')?.trim();
  const details = textMember(operation.value, 'description')?.trim() ?? textMember(operation.pathItem, 'description')?.trim();
  const parts = [title, details === title ? undefined : details].filter((part) => part !== undefined);
  if (parts.length === 0) parts.push(`${operation.method} ${operation.path}`);
  if (operation.value['deprecated'] === true) parts.unshift('Deprecated.');
  const description = parts.join('\n\n');
  return {
    ...(title === undefined ? {} : { title }),
    description: description.length > LONGEST_DESCRIPTION ? `${description.slice(0, LONGEST_DESCRIPTION - 1)}…` : description,
  };
}

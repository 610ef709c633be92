import { textMember } from '../json/json-object.js';
import type { Operation } from '../operations/list-operations.js';
import { shortened, withoutHtml } from '../schema/plain-text.js';

/** Hints of MCP about what a tool does. */
export interface ToolAnnotations {
  title?: string;
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

const LONGEST_DESCRIPTION = 4_000;
const LONGEST_TITLE = 200;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']);
const VERBS: Record<string, string> = { GET: 'Get', HEAD: 'Get headers of', OPTIONS: 'Get options of', QUERY: 'Query', POST: 'Post to', PUT: 'Put', PATCH: 'Change', DELETE: 'Delete' };

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

/** What a tool is for, in the words of the document: summary and description, and where it has none, of its operationId, method, path and tags. */
export function describeOperation(operation: Operation): { title?: string; description: string } {
  const title = textOf(operation, 'summary');
  const details = textOf(operation, 'description');
  // A description often begins with the summary.
  const opening = title?.replace(/\.$/, '').toLowerCase() ?? '';
  const isSaid = opening !== '' && details?.toLowerCase().startsWith(opening) === true && !/^[\p{L}\d]/u.test(details.slice(opening.length));
  const parts = [isSaid ? undefined : title, details].filter((part) => part !== undefined);
  if (parts.length === 0) parts.push(derived(operation));
  if (operation.value['deprecated'] === true) parts.unshift('Deprecated.');
  const description = parts.join('\n\n');
  const told = { description: description.length > LONGEST_DESCRIPTION ? `${description.slice(0, LONGEST_DESCRIPTION - 1)}…` : description };
  return title === undefined ? told : { ...told, title: shortened(title, LONGEST_TITLE) };
}

function textOf(operation: Operation, key: 'summary' | 'description'): string | undefined {
  const text = textMember(operation.value, key) ?? textMember(operation.pathItem, key);
  const plain = text === undefined ? '' : withoutHtml(text).trim();
  return plain === '' ? undefined : plain;
}

/** `List pets by status: GET /pets (pets)`. */
function derived({ operationId, method, path, tags }: Operation): string {
  const words = operationId === undefined ? `${VERBS[method] ?? method} ${nounsOf(path)}` : wordsOf(operationId);
  const sentence = words.trim();
  const said = sentence === '' ? '' : `${sentence[0]?.toUpperCase() ?? ''}${sentence.slice(1)}: `;
  return `${said}${method} ${path}${tags.length === 0 ? '' : ` (${tags.join(', ')})`}`;
}

function wordsOf(identifier: string): string {
  return identifier
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\d]+/u)
    .map((word) => (/^\p{Lu}\p{Ll}/u.test(word) ? word.toLowerCase() : word))
    .join(' ');
}

function nounsOf(path: string): string {
  const nouns = path.split(/[/?#]/).filter((segment) => segment !== '' && !segment.includes('='));
  return nouns.map((segment) => (/^\{.*\}$/.test(segment) ? `by ${wordsOf(segment)}` : wordsOf(segment))).map((words) => words.trim().replaceAll(/\s+/g, ' ')).join(' ');
}

import { isObject, member } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { shown } from '../json/shown.js';
import type { Operation } from '../operations/list-operations.js';
import type { Ask, PaginationBinding } from '../operations/operation-binding.js';
import type { Warnings } from '../warning.js';
import type { ToolAnnotations } from './describe-operation.js';

/** What the author of a document says in `x-mcp` about the tool of an operation. */
export interface AuthorWishes {
  isEnabled: boolean;
  tags: string[];
  annotations: Partial<ToolAnnotations>;
  name?: string;
  title?: string;
  description?: string;
  maxResponseBytes?: number;
  projection?: string;
  /** What the user of a client is asked for before a call. */
  ask: Ask[];
  /** `pointer` says where it stands; `isOwn`, that it stands at the operation itself and not at its path or the document. */
  pagination?: false | (PaginationBinding & { pointer: string; isOwn: boolean });
}

const HINTS = new Set<string>(['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']);

type Level = { name: 'document' | 'path' | 'operation'; owner: JsonObject; pointer: string };

/**
 * Reads `x-mcp` of the document, the path and the operation; what is nearer to the operation wins. Tags add up, and annotations hint by hint. A name,
 * title or description of the whole document is nobody's. What is wrong in it is a warning, and as good as absent.
 */
export function authorWishes(operation: Operation, root: JsonObject, warnings: Warnings): AuthorWishes {
  const wishes: AuthorWishes = { isEnabled: true, tags: [], annotations: {}, ask: [] };
  const levels: Level[] = [
    { name: 'document', owner: root, pointer: '#' },
    { name: 'path', owner: operation.pathItem, pointer: operation.pathPointer },
    { name: 'operation', owner: operation.value, pointer: operation.pointer },
  ];
  for (const level of levels) {
    const declared = member(level.owner, 'x-mcp');
    if (declared === undefined) continue;
    const pointer = append(level.pointer, 'x-mcp');
    if (isObject(declared)) for (const [key, value] of Object.entries(declared)) readWish(wishes, key, value, level, append(pointer, key), warnings);
    else if (declared !== null) warnings.add('X_MCP', pointer, `x-mcp is an object, not ${shown(declared)}; it is left out.`);
  }
  return wishes;
}

function readWish(wishes: AuthorWishes, key: string, value: unknown, level: Level, pointer: string, warnings: Warnings): void {
  const expect = (what: string): void => warnings.add('X_MCP', pointer, `${key} of x-mcp is ${what}, not ${shown(value)}; it is left out.`);
  switch (key) {
    case 'name':
    case 'title':
    case 'description':
      if (!isText(value)) expect('text');
      else if (level.name === 'document') warnings.add('X_MCP', pointer, `${key} of x-mcp names one tool; at the document it is left out.`);
      else wishes[key] = value.trim();
      return;
    case 'projection':
      if (isText(value)) wishes.projection = value;
      else expect('a JSONata expression');
      return;
    case 'enabled':
      if (typeof value === 'boolean') wishes.isEnabled = value;
      else expect('true or false');
      return;
    case 'tags':
      if (Array.isArray(value) && value.every(isText)) wishes.tags.push(...value);
      else expect('a list of texts');
      return;
    case 'maxResponseBytes':
      if (Number.isSafeInteger(value) && (value as number) > 0) wishes.maxResponseBytes = value as number;
      else expect('a whole number above 0');
      return;
    case 'annotations':
      if (isObject(value)) readAnnotations(wishes.annotations, value, pointer, warnings);
      else expect('an object');
      return;
    case 'ask':
      if (Array.isArray(value) && value.every(isAsk)) wishes.ask = value;
      else expect('a list of arguments and confirmation');
      return;
    case 'pagination':
      if (value === false) wishes.pagination = false;
      else if (isObject(value) && isText(value['next']) && isText(value['argument'])) {
        wishes.pagination = { next: value['next'], argument: value['argument'], pointer, isOwn: level.name === 'operation' };
      } else expect('false or {next: a JSONata expression, argument: a name}');
      return;
    default:
      if (!key.startsWith('x-')) warnings.add('X_MCP', pointer, `x-mcp has no ${JSON.stringify(key)}; it knows name, title, description, enabled, annotations, tags, maxResponseBytes, projection, pagination and ask.`);
  }
}

function readAnnotations(annotations: Partial<ToolAnnotations>, declared: JsonObject, pointer: string, warnings: Warnings): void {
  for (const [name, value] of Object.entries(declared)) {
    const at = append(pointer, name);
    if (name === 'title') {
      if (isText(value)) annotations.title = value;
      else warnings.add('X_MCP', at, `The annotation title is text, not ${shown(value)}; it is left out.`);
    } else if (!isHint(name)) warnings.add('X_MCP', at, `There is no annotation ${JSON.stringify(name)}; MCP knows title, ${[...HINTS].join(', ')}.`);
    else if (typeof value === 'boolean') annotations[name] = value;
    else warnings.add('X_MCP', at, `The annotation ${name} is true or false, not ${shown(value)}; it is left out.`);
  }
}

function isHint(name: string): name is 'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint' {
  return HINTS.has(name);
}

function isAsk(value: unknown): value is Ask {
  return value === 'arguments' || value === 'confirmation';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}


import { booleanMember, listMember, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Operation } from '../operations/list-operations.js';
import type { ToolAnnotations } from './describe-operation.js';

/** What the author of a document says in `x-mcp` about the tool of an operation. */
export interface AuthorWishes {
  isEnabled: boolean;
  tags: string[];
  annotations: Partial<ToolAnnotations>;
  name?: string;
  title?: string;
  description?: string;
}

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;

/** Reads `x-mcp` of the document, the path and the operation; what is nearer to the operation wins. Name, title and description are only its own. */
export function authorWishes(operation: Operation, root: JsonObject): AuthorWishes {
  const own = objectMember(operation.value, 'x-mcp') ?? {};
  const levels = [objectMember(root, 'x-mcp') ?? {}, objectMember(operation.pathItem, 'x-mcp') ?? {}, own];
  const wishes: AuthorWishes = { isEnabled: true, tags: [], annotations: {} };
  for (const level of levels) {
    wishes.isEnabled = booleanMember(level, 'enabled') ?? wishes.isEnabled;
    wishes.tags.push(...listMember(level, 'tags').filter((tag) => typeof tag === 'string'));
    const annotations = objectMember(level, 'annotations') ?? {};
    for (const hint of HINTS) {
      const value = booleanMember(annotations, hint);
      if (value !== undefined) wishes.annotations[hint] = value;
    }
  }
  for (const key of ['name', 'title', 'description'] as const) {
    const text = textMember(own, key);
    if (text !== undefined) wishes[key] = text;
  }
  return wishes;
}

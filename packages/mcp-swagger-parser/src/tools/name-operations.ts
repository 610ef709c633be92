import type { References } from '../json/references.js';
import { listOperations } from '../operations/list-operations.js';
import type { Operation } from '../operations/list-operations.js';
import type { Warnings } from '../warning.js';
import { authorWishes } from './author-wishes.js';
import type { AuthorWishes } from './author-wishes.js';
import { toolNames } from './tool-name.js';

/** An operation with the name of its tool and what its author wishes for it. */
export interface NamedOperation {
  operation: Operation;
  name: string;
  wishes: AuthorWishes;
}

/** All operations of a document, named among each other: what a filter hides or `x-mcp` disables keeps its name, and so do the others. */
export function nameOperations(references: References, warnings: Warnings): NamedOperation[] {
  const operations = listOperations(references, warnings).map((operation) => ({ operation, wishes: authorWishes(operation, references.root, warnings) }));
  const names = toolNames(operations.map(({ operation, wishes }) => (wishes.name === undefined ? operation : { ...operation, chosen: wishes.name })));
  return operations.map(({ operation, wishes }, index) => ({ operation, wishes, name: names[index] ?? '' }));
}

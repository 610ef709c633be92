import { isObject, listMember, objectMember, textMember } from '../json/json-object.js';
import type { References } from '../json/references.js';
import type { Operation } from '../operations/list-operations.js';
import type { Filterable } from './filter-operations.js';
import type { NamedOperation } from './name-operations.js';

/** What filters see of an operation: the tags of `x-mcp` as well, and the parameters of its path. */
export function filterable(named: NamedOperation, references: References): NamedOperation & Filterable {
  const { operation, wishes } = named;
  const { method, path, operationId } = operation;
  return {
    ...named,
    method,
    path,
    ...(operationId === undefined ? {} : { operationId }),
    tags: wishes.tags.length === 0 ? operation.tags : [...operation.tags, ...wishes.tags],
    // Most filters look at neither of these.
    get parameters() {
      return parameterNames(operation, references);
    },
    get statuses() {
      return Object.keys(objectMember(operation.value, 'responses') ?? {});
    },
  };
}

function parameterNames(operation: Operation, references: References): string[] {
  const declared = [operation.value, operation.pathItem].flatMap((owner) => listMember(owner, 'parameters'));
  return declared.flatMap((item) => {
    const target = isObject(item) ? references.follow(item, operation.pointer)?.value : undefined;
    const name = target && textMember(target, 'name');
    return name === undefined ? [] : [name];
  });
}

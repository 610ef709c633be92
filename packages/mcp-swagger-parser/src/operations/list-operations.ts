import { isObject, listMember, member, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Warnings } from '../warning.js';
import { METHODS } from './http-methods.js';
import { checkParts, PART_KINDS } from './part-kinds.js';

/** An operation of the document, with what its path says for it. */
export interface Operation {
  /** In capitals. */
  method: string;
  path: string;
  pointer: string;
  operationId?: string;
  tags: string[];
  value: JsonObject;
  pathItem: JsonObject;
  pathPointer: string;
}

/** All operations, in the order of the document and of METHODS; `additionalOperations` of OpenAPI 3.2 come last in their path. */
export function listOperations(references: References, warnings: Warnings): Operation[] {
  const operations: Operation[] = [];
  checkParts(references.root, PART_KINDS.document, '#', warnings);
  for (const [path, item] of Object.entries(objectMember(references.root, 'paths') ?? {})) {
    if (path.startsWith('x-')) continue;
    const at = append('#/paths', path);
    const target = references.follow(item, at);
    if (target === undefined) {
      warnings.add('PATH', at, `The path ${path} is left out: it is not an object, or its reference leads nowhere.`);
      continue;
    }
    // What stands beside the reference adds to what it leads to.
    const pathItem = isObject(item) && item['$ref'] !== undefined ? { ...target.value, ...withoutReference(item) } : target.value;
    checkParts(pathItem, PART_KINDS.path, target.pointer, warnings);
    const add = (method: string, value: unknown, pointer: string): void => {
      if (!isObject(value)) {
        warnings.add('OPERATION', pointer, `${method.toUpperCase()} ${path} is left out: an operation is an object.`);
        return;
      }
      checkParts(value, PART_KINDS.operation, pointer, warnings);
      const operationId = textMember(value, 'operationId');
      const tags = listMember(value, 'tags').filter((tag) => typeof tag === 'string');
      const operation: Operation = { method: method.toUpperCase(), path, pointer, tags, value, pathItem, pathPointer: target.pointer };
      if (operationId !== undefined) operation.operationId = operationId;
      operations.push(operation);
    };
    for (const method of METHODS) {
      const value = member(pathItem, method);
      if (value !== undefined) add(method, value, append(target.pointer, method));
    }
    for (const [method, value] of Object.entries(objectMember(pathItem, 'additionalOperations') ?? {})) {
      add(method, value, append(append(target.pointer, 'additionalOperations'), method));
    }
  }
  return operations;
}

function withoutReference(item: JsonObject): JsonObject {
  const { $ref: _, ...rest } = item;
  return rest;
}

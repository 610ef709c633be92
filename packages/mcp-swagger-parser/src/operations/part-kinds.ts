import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { shown } from '../json/shown.js';
import type { Warnings } from '../warning.js';

type Kinds = readonly (readonly [part: string, kind: 'list' | 'object'])[];

const OF_PATH: Kinds = [['parameters', 'list'], ['servers', 'list']];
const OF_OPERATION: Kinds = [...OF_PATH, ['tags', 'list'], ['security', 'list'], ['requestBody', 'object'], ['responses', 'object']];
const OF_DOCUMENT: Kinds = [['servers', 'list'], ['security', 'list'], ['components', 'object']];

/** What kind of value each part of a document, a path and an operation is (OpenAPI "Operation Object" and others). Authors leave a part empty; that is none. */
export const PART_KINDS = { document: OF_DOCUMENT, path: OF_PATH, operation: OF_OPERATION };

/** Warns of the parts of `owner`, which stands at a pointer, that are of another kind: whoever reads them takes them for absent. */
export function checkParts(owner: JsonObject, kinds: Kinds, pointer: string, warnings: Warnings): void {
  for (const [part, kind] of kinds) {
    const value = owner[part];
    if (value === undefined || value === null || (kind === 'list' ? Array.isArray(value) : isObject(value))) continue;
    warnings.add('PART', append(pointer, part), `${part} is ${kind === 'list' ? 'a list' : 'an object'}, not ${shown(value)}; it is left out.`);
  }
}

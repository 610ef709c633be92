import converter from 'swagger2openapi';
import { DocumentError } from '../document-error.js';
import { isObject, listMember, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { References } from '../json/references.js';
import { METHODS } from '../operations/http-methods.js';
import type { Warnings } from '../warning.js';

/** A Swagger 2.0 document as OpenAPI 3.0. Throws DocumentError when it cannot be converted. */
export async function convertSwagger2(root: JsonObject, warnings: Warnings): Promise<JsonObject> {
  inlineExternalObjects(root);
  keepNullableReferences(root);
  try {
    const options = { patch: true, warnOnly: true };
    const { openapi } = await converter.convertObj(root as unknown as Parameters<typeof converter.convertObj>[0], options);
    const converted: unknown = openapi;
    if (!isObject(converted)) throw new TypeError('the conversion gave no document');
    separateTabs(converted, warnings);
    return converted;
  } catch (error) {
    throw new DocumentError('DOCUMENT_SYNTAX', `The Swagger 2.0 document cannot be converted: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

/** The converter knows parameters, responses and paths only where they stand, so those of other files are brought there. */
function inlineExternalObjects(root: JsonObject): void {
  const references = new References(root);
  const inline = (owner: JsonObject | unknown[], key: string | number): void => {
    const slot = owner as Record<string | number, unknown>;
    const value = slot[key];
    if (!isObject(value) || typeof value['$ref'] !== 'string' || !value['$ref'].startsWith('#/x-documents/')) return;
    const target = references.follow(value, '#');
    if (target !== undefined) slot[key] = structuredClone(target.value);
  };
  const inlineAll = (owner: JsonObject | unknown[] | undefined): void => {
    for (const key of Object.keys(owner ?? {})) inline(owner ?? {}, key);
  };
  inlineAll(objectMember(root, 'parameters'));
  inlineAll(objectMember(root, 'responses'));
  const paths = objectMember(root, 'paths') ?? {};
  inlineAll(paths);
  for (const item of Object.values(paths).filter(isObject)) {
    inlineAll(listMember(item, 'parameters'));
    for (const method of METHODS) {
      const operation = objectMember(item, method);
      if (operation === undefined) continue;
      inlineAll(listMember(operation, 'parameters'));
      inlineAll(objectMember(operation, 'responses'));
    }
  }
}

/** The converter drops what stands beside a `$ref`, and with it `x-nullable`. */
function keepNullableReferences(root: JsonObject): void {
  const seen = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (isObject(node) && typeof node['$ref'] === 'string' && node['x-nullable'] === true) {
      node['allOf'] = [{ $ref: node['$ref'] }];
      delete node['$ref'];
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(root);
}

/** `collectionFormat: tsv` has no successor; lists go out with commas and the reader is told. */
function separateTabs(root: JsonObject, warnings: Warnings): void {
  for (const [path, item] of Object.entries(objectMember(root, 'paths') ?? {})) {
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      for (const [index, parameter] of listMember(objectMember(item, method) ?? {}, 'parameters').entries()) {
        if (!isObject(parameter) || parameter['x-collectionFormat'] !== 'tsv') continue;
        parameter['explode'] = false;
        const pointer = append(append(append(append(append('#', 'paths'), path), method), 'parameters'), index);
        warnings.add('COLLECTION_FORMAT', pointer, 'collectionFormat "tsv" does not exist any more; the list is sent with commas.');
      }
    }
  }
}

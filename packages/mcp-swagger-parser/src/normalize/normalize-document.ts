import { isObject, listMember, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { References } from '../json/references.js';
import { METHODS } from '../operations/http-methods.js';
import type { Warnings } from '../warning.js';
import { modernizeSchema } from './modern-schema.js';
import { subschemas } from './subschemas.js';

type Visit = (value: unknown, pointer: string) => void;

/**
 * Brings all schemas of a bundled document to JSON Schema 2020-12, in place. It walks what the document means, not its keys: what
 * a schema is, is known by the place that uses it, also in the other files.
 */
export function normalizeDocument(root: JsonObject, generation: string, warnings: Warnings): void {
  const references = new References(root);
  const seen = new Set<object>();

  /** Visits the object behind a reference, each object once. */
  const once = (visit: (object: JsonObject, pointer: string) => void): Visit => {
    return (value, pointer) => {
      const target = references.follow(value, pointer);
      if (target === undefined || seen.has(target.value)) return;
      seen.add(target.value);
      visit(target.value, target.pointer);
    };
  };
  const each = (owner: JsonObject | undefined, pointer: string, visit: Visit): void => {
    for (const [name, value] of Object.entries(owner ?? {})) visit(value, append(pointer, name));
  };

  const schema: Visit = (value, pointer) => {
    if (!isObject(value) || seen.has(value)) return;
    seen.add(value);
    // OpenAPI 3.0 and Swagger 2.0 ignore what stands beside a `$ref`; what only describes does no harm.
    if (typeof value['$ref'] === 'string' && (generation === '3.0' || generation === '2.0')) keepOnlyDescriptions(value);
    modernizeSchema(value, (code, message) => warnings.add(code, pointer, message));
    const { $ref } = value;
    if (typeof $ref === 'string') {
      const target = references.locate($ref);
      if (target !== undefined) schema(target.value, target.pointer);
    }
    for (const [inner, innerPointer] of subschemas(value, pointer)) schema(inner, innerPointer);
  };
  const media = once((value, pointer) => {
    schema(value['schema'], append(pointer, 'schema'));
    schema(value['itemSchema'], append(pointer, 'itemSchema'));
    each(objectMember(value, 'encoding'), append(pointer, 'encoding'), once((encoding, at) => each(objectMember(encoding, 'headers'), append(at, 'headers'), parameter)));
  });
  const content = (value: JsonObject, pointer: string): void => each(objectMember(value, 'content'), append(pointer, 'content'), media);
  const parameter: Visit = once((value, pointer) => {
    schema(value['schema'], append(pointer, 'schema'));
    content(value, pointer);
  });
  const response: Visit = once((value, pointer) => {
    content(value, pointer);
    each(objectMember(value, 'headers'), append(pointer, 'headers'), parameter);
  });
  const parameters = (value: JsonObject, pointer: string): void => {
    for (const [index, item] of listMember(value, 'parameters').entries()) parameter(item, append(append(pointer, 'parameters'), index));
  };
  const operation: Visit = once((value, pointer) => {
    parameters(value, pointer);
    once(content)(value['requestBody'], append(pointer, 'requestBody'));
    each(objectMember(value, 'responses'), append(pointer, 'responses'), response);
  });
  const pathItem: Visit = once((value, pointer) => {
    parameters(value, pointer);
    for (const method of METHODS) operation(value[method], append(pointer, method));
    each(objectMember(value, 'additionalOperations'), append(pointer, 'additionalOperations'), operation);
  });

  const components = objectMember(root, 'components') ?? {};
  each(objectMember(components, 'schemas'), '#/components/schemas', schema);
  each(objectMember(components, 'parameters'), '#/components/parameters', parameter);
  each(objectMember(components, 'headers'), '#/components/headers', parameter);
  each(objectMember(components, 'requestBodies'), '#/components/requestBodies', once(content));
  each(objectMember(components, 'responses'), '#/components/responses', response);
  each(objectMember(components, 'pathItems'), '#/components/pathItems', pathItem);
  each(objectMember(root, 'paths'), '#/paths', pathItem);
}

const BESIDE_A_REFERENCE = new Set(['$ref', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'nullable', 'x-nullable']);

function keepOnlyDescriptions(schema: JsonObject): void {
  for (const keyword of Object.keys(schema)) if (!BESIDE_A_REFERENCE.has(keyword)) delete schema[keyword];
}

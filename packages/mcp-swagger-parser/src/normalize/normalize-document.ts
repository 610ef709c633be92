import { isObject, listMember, member, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { References } from '../json/references.js';
import { homeOfSchemas } from '../json/schema-home.js';
import { shown } from '../json/shown.js';
import { trailAt } from '../json/trail.js';
import type { Trail } from '../json/trail.js';
import { METHODS } from '../operations/http-methods.js';
import type { Warnings } from '../warning.js';
import { SchemaNormalizer } from './schema-normalizer.js';
import { readFlags } from './written-flags.js';

type Visit = (value: unknown, trail: Trail) => void;

/**
 * Brings all schemas of a bundled document to JSON Schema 2020-12, in place. It walks what the document means, not its keys: what
 * a schema is, is known by the place that uses it, also in the other files.
 */
export function normalizeDocument(root: JsonObject, generation: string, warnings: Warnings): { hasDirections: boolean } {
  const references = new References(root);
  const home = homeOfSchemas(root);
  const schemas = new SchemaNormalizer(references, warnings, { ignoresSiblings: generation === '3.0' || generation === '2.0', home: `${home}/` });
  const seen = new Set<object>();
  const followed = new Set<string>();

  const isFirst = (object: object): boolean => {
    const { size } = seen;
    return seen.add(object).size !== size;
  };
  /** Visits the object behind a reference, each object once. */
  const once = (visit: (object: JsonObject, trail: Trail) => void): Visit => {
    return (value, trail) => {
      if (typeof value !== 'object' || value === null) return;
      const { $ref } = value as JsonObject;
      if (typeof $ref !== 'string') {
        if (isFirst(value)) visit(value as JsonObject, trail);
        return;
      }
      if (followed.has($ref)) return;
      followed.add($ref);
      const target = references.follow(value, '');
      if (target !== undefined && isFirst(target.value)) visit(target.value, trailAt(target.pointer));
    };
  };
  const each = (owner: JsonObject | undefined, trail: Trail, visit: Visit): void => {
    if (owner !== undefined) for (const name in owner) visit(owner[name], { around: trail, step: name });
  };
  const eachOf = (owner: JsonObject, name: string, trail: Trail, visit: Visit): void => {
    const map = objectMember(owner, name);
    if (map !== undefined) each(map, { around: trail, step: name }, visit);
  };

  const schema: Visit = (value, trail) => schemas.normalize(value, trail);
  const schemaOf = (owner: JsonObject, name: string, trail: Trail): void => {
    const value = member(owner, name);
    if (value !== undefined) schema(value, { around: trail, step: name });
  };
  const parameter: Visit = once((value, trail) => {
    readFlags(value);
    schemaOf(value, 'schema', trail);
    content(value, trail);
  });
  const encoding = once((value, trail) => eachOf(value, 'headers', trail, parameter));
  const media = once((value, trail) => {
    schemaOf(value, 'schema', trail);
    schemaOf(value, 'itemSchema', trail);
    eachOf(value, 'encoding', trail, encoding);
  });
  const content = (value: JsonObject, trail: Trail): void => eachOf(value, 'content', trail, media);
  const body = once((value, trail) => {
    readFlags(value);
    content(value, trail);
  });
  const response: Visit = once((value, trail) => {
    content(value, trail);
    eachOf(value, 'headers', trail, parameter);
  });
  const parameters = (value: JsonObject, trail: Trail): void => {
    const list = listMember(value, 'parameters');
    const here = { around: trail, step: 'parameters' };
    for (let index = 0; index < list.length; index++) parameter(list[index], { around: here, step: index });
  };
  const operation: Visit = once((value, trail) => {
    parameters(value, trail);
    body(value['requestBody'], { around: trail, step: 'requestBody' });
    eachOf(value, 'responses', trail, response);
  });
  const pathItem: Visit = once((value, trail) => {
    parameters(value, trail);
    for (const method of METHODS) operation(value[method], { around: trail, step: method });
    eachOf(value, 'additionalOperations', trail, operation);
  });

  const components = objectMember(root, 'components') ?? {};
  each(objectMember(components, 'schemas'), trailAt(home), schema);
  for (const [name, visit] of Object.entries({ parameters: parameter, headers: parameter, requestBodies: body, responses: response, pathItems: pathItem })) {
    eachOf(components, name, trailAt('#/components'), visit);
  }
  const { paths } = root;
  if (!isObject(paths)) {
    const found = paths === undefined || paths === null ? 'The document has no paths' : `The paths are ${Array.isArray(paths) ? 'a list' : shown(paths)}`;
    warnings.add('PATHS', paths === undefined ? '#' : '#/paths', `${found}, so there are no tools; expected an object with a member for each path.`);
  }
  eachOf(root, 'paths', trailAt('#'), pathItem);
  return { hasDirections: schemas.hasDirections };
}

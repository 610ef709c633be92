import { isObject, listMember, member, objectMember, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { References } from '../json/references.js';
import { METHODS } from '../operations/http-methods.js';

const OF_THE_DOCUMENT = ['info', 'servers', 'tags', 'security', 'paths', 'components', 'definitions', 'parameters', 'responses', 'securityDefinitions'];
const OF_COMPONENTS = ['schemas', 'parameters', 'headers', 'requestBodies', 'responses', 'securitySchemes', 'pathItems', 'examples'];

/**
 * Replaces references where the specification knows none and authors write them anyway, in place: for the paths, a map of components, an
 * operation, a list of parameters, a media type. Everything after this may expect them only where they belong. `maps` are the maps of names
 * that are references as a whole.
 */
export function inlineStructure(root: JsonObject, maps: JsonObject[]): void {
  const references = new References(root);
  const seen = new Set<object>();
  for (const map of maps) fillMap(map, references);

  /** What stands in the place of a reference, once it has been put there. */
  const inline = (owner: JsonObject, key: string): unknown => {
    if (owner[key] === undefined) return undefined;
    const value = member(owner, key);
    if (!isObject(value) || typeof value['$ref'] !== 'string') return value;
    const target = behind(value, references);
    if (target === undefined) return value;
    const { $ref: _, ...beside } = value;
    const merged = isObject(target) && Object.keys(beside).length > 0 ? { ...target, ...beside } : target;
    setMember(owner, key, merged);
    return merged;
  };
  /** Lists of other files join the list that refers to them. */
  const inlineList = (owner: JsonObject, key: string): void => {
    if (owner[key] === undefined) return;
    inline(owner, key);
    const list = listMember(owner, key);
    if (!list.some((item) => isObject(item) && typeof item['$ref'] === 'string')) return;
    owner[key] = list.flatMap((item) => {
      const target = isObject(item) && typeof item['$ref'] === 'string' ? behind(item, references) : undefined;
      return Array.isArray(target) ? (target as unknown[]) : [item];
    });
  };
  const content = (holder: unknown): void => {
    const isPlain = isObject(holder) && typeof holder['$ref'] !== 'string';
    const owner = isPlain ? holder : references.follow(holder, '#')?.value;
    if (owner === undefined || (!isPlain && seen.has(owner))) return;
    // What stands where it is used is met once; to remember each would take as long as to look at it.
    if (!isPlain) seen.add(owner);
    const media = inline(owner, 'content');
    if (isObject(media)) for (const mediaType in media) inline(media, mediaType);
  };
  const operation = (value: unknown): void => {
    if (!isObject(value) || seen.has(value)) return;
    seen.add(value);
    for (const key of ['parameters', 'servers', 'security', 'tags']) inlineList(value, key);
    content(value['requestBody']);
    const responses = inline(value, 'responses');
    if (isObject(responses)) for (const status in responses) content(responses[status]);
  };

  for (const key of OF_THE_DOCUMENT) {
    if (Array.isArray(root[key])) inlineList(root, key);
    else inline(root, key);
  }
  const components = objectMember(root, 'components');
  if (components !== undefined) for (const key of OF_COMPONENTS) inline(components, key);
  for (const item of Object.values(objectMember(root, 'paths') ?? {})) {
    const pathItem = references.follow(item, append('#', 'paths'))?.value;
    if (pathItem === undefined || seen.has(pathItem)) continue;
    seen.add(pathItem);
    for (const key of ['parameters', 'servers']) inlineList(pathItem, key);
    for (const method of METHODS) operation(inline(pathItem, method));
    const more = objectMember(pathItem, 'additionalOperations');
    if (more !== undefined) for (const method of Object.keys(more)) operation(inline(more, method));
  }
}

/** The value at the end of a chain of references, of any kind. */
function behind(value: JsonObject, references: References): unknown {
  let here: unknown = value;
  for (let hops = 0; hops < 50 && isObject(here) && typeof here['$ref'] === 'string'; hops++) here = references.locate(here['$ref'])?.value;
  return here === value ? undefined : here;
}

function fillMap(map: JsonObject, references: References): void {
  const target = behind(map, references);
  if (!isObject(target)) return;
  delete map['$ref'];
  for (const [name, value] of Object.entries(target)) if (!Object.hasOwn(map, name)) setMember(map, name, value);
}

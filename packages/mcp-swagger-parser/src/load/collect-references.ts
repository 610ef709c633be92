import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Located } from '../json/references.js';
import { fillsIn } from './bind-dynamic-references.js';
import type { DynamicPlace } from './bind-dynamic-references.js';
import type { ParsedText } from './parsed-text.js';
import { DEEPEST_NESTING, refuseDeepNesting, tooDeep } from './refuse-deep-nesting.js';

/** A file, or a schema with an `$id` of its own: what `#/…` and relative addresses inside of it are relative to (JSON Schema 2020-12 section 8.2.1). */
export interface Resource {
  /** The pointer at which it lives in the bundled document. */
  home: string;
  /** Its address, when it has one. */
  address: string | undefined;
  value: unknown;
  /** One object may stand in several places of it, as in YAML. */
  hasAliases: boolean;
  /** The pointers of its `$anchor`s. */
  anchors: Map<string, string>;
  /** How messages call a file of which nobody knows yet that it is not too deep. */
  unjudged?: string | undefined;
  /** The file that it is a part of; itself when it is a file. */
  file: Resource;
}

/** A place that refers to another one; `write` changes it. */
export interface Reference {
  /** `map`: it stands in the place of a whole map of names, such as `properties`, where the specification knows no references. */
  kind: 'reference' | 'mapping' | 'map';
  value: string;
  pointer: string;
  owner: JsonObject;
  resource: Resource;
  write: (value: string) => void;
}

const DOLLAR = 36;
const [SMALL_X, DASH] = [120, 45];
// `x-ms-examples`, `x-codeSamples`: files for people, and many of them.
const EXTENSION_OF_DATA = /^x-.*(example|sample)/i;
// Texts and pictures stand by reference in some documents, as a description or a source; none of them holds a part of one.
const NOT_A_DOCUMENT = /\.(md|markdown|txt|html?|xml|xsd|csv|png|jpe?g|gif|svg|pdf|cs|php|py|js|ts|java|go|rb|sh|kt|swift)(#.*)?$/i;
const MAPS_OF_NAMES = [
  'properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas', 'responses', 'parameters', 'headers', 'requestBodies', 'securitySchemes',
  'securityDefinitions', 'links', 'callbacks', 'pathItems', 'paths', 'webhooks', 'content', 'encoding', 'mediaTypes', 'variables',
];
// What stands under these is data, not structure, unless the name is one that the document's author chose.
const DATA = ['example', 'examples', 'default', 'enum', 'const'];
const KINDS = new Map<string, 'names' | 'data'>([...MAPS_OF_NAMES.map((name) => [name, 'names'] as const), ...DATA.map((name) => [name, 'data'] as const)]);

/** What was found in one file. */
export interface Collected {
  references: Reference[];
  inner: Resource[];
  places: DynamicPlace[];
  fillings: Located<JsonObject>[];
  /** Pointers to objects whose `$ref` is no text. */
  wrong: string[];
}

/** A file without what is known of its inside yet. */
export function fileResource({ value, syntax }: Pick<ParsedText, 'value' | 'syntax'>, home: string, address: string | undefined): Resource {
  const parts = { home, address, value, hasAliases: syntax === 'yaml', anchors: new Map<string, string>() };
  const resource: Omit<Resource, 'file'> & Partial<Resource> = parts;
  return Object.assign(resource, { file: resource as Resource });
}

/**
 * The references in one file that lead out of it or have to be written otherwise, and the resources inside of it. Only since OpenAPI 3.1 is `$id` a word of a schema; `resolve` makes an
 * address of it.
 */
export function collectReferences(file: Resource, knowsIds: boolean, resolve: (id: string, base: string | undefined) => string | undefined): Collected {
  const references: Reference[] = [];
  const inner: Resource[] = [];
  const places: DynamicPlace[] = [];
  const fillings: Located<JsonObject>[] = [];
  const wrong: string[] = [];
  const seen = new Set<object>();
  // The steps to the node that is visited; pointers are only made of them where one is needed.
  const steps: (string | number)[] = [];
  let depth = 0;
  const here = (...more: string[]): string => [...steps.slice(0, depth), ...more].reduce<string>(append, file.home);

  const visitAll = (list: unknown[], resource: Resource): void => {
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      if (typeof item !== 'object' || item === null) continue;
      steps[depth++] = index;
      visit(item, false, resource);
      depth--;
    }
  };

  /** `namesAreFree` for a map, whose names the author chose. */
  const visit = (visited: object, namesAreFree: boolean, around: Resource): void => {
    if (file.hasAliases) {
      if (seen.has(visited)) return;
      seen.add(visited);
    }
    if (depth > DEEPEST_NESTING && file.unjudged !== undefined) throw tooDeep(file.unjudged);
    if (Array.isArray(visited)) {
      visitAll(visited as unknown[], around);
      return;
    }
    const node = visited as JsonObject;
    let resource = around;
    if (namesAreFree) collectMap(node, resource);
    else if (knowsIds && typeof node['$id'] === 'string' && depth > 0) resource = startResource(node, node['$id'], around);
    for (const name in node) {
      const child = node[name];
      if (typeof child !== 'object' || child === null) {
        if (namesAreFree || name.charCodeAt(0) !== DOLLAR) continue;
        if (typeof child === 'string') collectWord(node, name, child, resource);
        else if (name === '$ref') wrong.push(here());
        continue;
      }
      steps[depth++] = name;
      const kind = namesAreFree ? undefined : kindOf(name);
      if (kind !== 'data') visit(child, kind === 'names', resource);
      else {
        if (file.unjudged !== undefined) refuseDeepNesting(child, file.unjudged, false, depth);
        if (name === 'examples' && isObject(child)) collectExamples(child, resource);
      }
      depth--;
    }
    if (!namesAreFree && isObject(node['discriminator'])) collectMapping(node['discriminator'], resource);
  };

  const startResource = (node: JsonObject, id: string, around: Resource): Resource => {
    const resource: Resource = { home: here(), address: resolve(id, around.address), value: node, hasAliases: file.hasAliases, anchors: new Map(), file };
    inner.push(resource);
    return resource;
  };

  const collectWord = (node: JsonObject, word: string, value: string, resource: Resource): void => {
    if (word === '$dynamicRef' && knowsIds) places.push({ owner: node, anchor: value.slice(value.indexOf('#') + 1) });
    if (word === '$ref' && knowsIds && node['$defs'] !== undefined && fillsIn(node)) fillings.push({ value: node, pointer: here() });
    if (word === '$ref' || word === '$dynamicRef') {
      if ((word === '$ref' && isSettled(value, resource)) || NOT_A_DOCUMENT.test(value)) return;
      references.push({ kind: 'reference', value: value.trim(), pointer: here(), owner: node, resource, write: (text) => rewrite(node, word, text) });
    } else if (word === '$anchor' || word === '$dynamicAnchor') resource.anchors.set(value, here());
  };

  const collectMapping = ({ mapping }: JsonObject, resource: Resource): void => {
    if (!isObject(mapping)) return;
    for (const [name, target] of Object.entries(mapping)) {
      if (typeof target !== 'string' || isSettled(target, resource) || !/[#/]|\.(json|ya?ml)$/.test(target)) continue;
      references.push({ kind: 'mapping', value: target, pointer: here('discriminator', 'mapping', name), owner: mapping, resource, write: (text) => setMember(mapping, name, text) });
    }
  };

  /** A name can only belong to an object, so `$ref` with a text is no name. */
  const collectMap = (node: JsonObject, resource: Resource): void => {
    const target = node['$ref'];
    if (typeof target === 'string') references.push({ kind: 'map', value: target.trim(), pointer: here(), owner: node, resource, write: (text) => rewrite(node, '$ref', text) });
  };

  /** The values of examples are data; what stands for a whole example is a reference. */
  const collectExamples = (examples: JsonObject, resource: Resource): void => {
    for (const [name, example] of Object.entries(examples)) {
      if (!isObject(example) || typeof example['$ref'] !== 'string') continue;
      const { $ref } = example;
      references.push({ kind: 'reference', value: $ref.trim(), pointer: here(name), owner: example, resource, write: (text) => rewrite(example, '$ref', text) });
    }
  };

  if (typeof file.value === 'object' && file.value !== null) visit(file.value, false, file);
  return { references, inner, places, fillings, wrong };
}

/** What stands under a name that the specification gives; undefined for structure. */
function kindOf(name: string): 'names' | 'data' | undefined {
  const isData = name.charCodeAt(0) === SMALL_X && name.charCodeAt(1) === DASH && EXTENSION_OF_DATA.test(name);
  return isData ? 'data' : KINDS.get(name);
}

/** A pointer into the root document says already what it has to say; most references are of this kind. */
function isSettled(reference: string, { home }: Resource): boolean {
  return home === '#' && reference.startsWith('#/') && !reference.endsWith(' ');
}

function rewrite(node: JsonObject, name: string, target: string): void {
  delete node[name];
  node['$ref'] = target;
}

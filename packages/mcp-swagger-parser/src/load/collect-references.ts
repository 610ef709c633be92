import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';

/** A place that refers to another one; `write` changes it. */
export interface Reference {
  kind: 'reference' | 'mapping';
  value: string;
  pointer: string;
  write: (value: string) => void;
}

// What stands under these is data, not structure, unless the name is one that the document's author chose.
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);
const MAPS_OF_NAMES = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas', 'responses', 'parameters']);

/** The references in one file, and the pointers of its `$anchor`s and `$id`s; `home` is the pointer at which the file lives. */
export function collectReferences(value: unknown, home: string): { references: Reference[]; anchors: Map<string, string>; ids: Map<string, string> } {
  const references: Reference[] = [];
  const anchors = new Map<string, string>();
  const ids = new Map<string, string>();
  const seen = new Set<object>();

  const visit = (node: unknown, key: string, pointer: string): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) visit(item, '', append(pointer, index));
      return;
    }
    if (!isObject(node)) return;
    const namesAreFree = MAPS_OF_NAMES.has(key);
    if (!namesAreFree) collectHere(node, pointer);
    for (const [name, child] of Object.entries(node)) {
      if (namesAreFree || !DATA.has(name)) visit(child, namesAreFree ? '' : name, append(pointer, name));
    }
  };

  const collectHere = (node: JsonObject, pointer: string): void => {
    for (const name of ['$ref', '$dynamicRef'] as const) {
      const target = node[name];
      if (typeof target !== 'string') continue;
      references.push({ kind: 'reference', value: target, pointer, write: (text) => rewrite(node, name, text) });
    }
    for (const name of ['$anchor', '$dynamicAnchor'] as const) {
      const anchor = node[name];
      if (typeof anchor === 'string') anchors.set(anchor, pointer);
    }
    if (typeof node['$id'] === 'string') ids.set(node['$id'], pointer);
    const mapping = isObject(node['discriminator']) ? node['discriminator']['mapping'] : undefined;
    if (!isObject(mapping)) return;
    for (const [name, target] of Object.entries(mapping)) {
      if (typeof target !== 'string' || !/[#/]|\.(json|ya?ml)$/.test(target)) continue;
      references.push({ kind: 'mapping', value: target, pointer: append(append(pointer, 'discriminator'), name), write: (text) => setMember(mapping, name, text) });
    }
  };

  visit(value, '', home);
  return { references, anchors, ids };
}

function rewrite(node: JsonObject, name: string, target: string): void {
  delete node[name];
  node['$ref'] = target;
}

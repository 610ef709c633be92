import { isObject, listMember, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { References } from '../json/references.js';
import type { Located } from '../json/references.js';
import type { Warnings } from '../warning.js';

/** A template is copied for each schema that fills it in; the copies hold so many values together. */
const MOST_COPIED = 250_000;

/** A `$dynamicRef` that was, and the anchor that it names. */
export interface DynamicPlace {
  owner: JsonObject;
  anchor: string;
}

/**
 * Gives a schema that fills in a template its own copy of it, in place. A template leaves a place open with `$dynamicRef: '#item'`; who refers to it says
 * what goes there by `$defs` with `$dynamicAnchor: item` (JSON Schema 2020-12 section 8.2.3.2). `fillings` are the schemas that do, by their pointers.
 * One for which there is no room is left as it is, which is a warning: it takes what the template itself has there.
 */
export function bindDynamicReferences(root: JsonObject, places: DynamicPlace[], fillings: Located<JsonObject>[], warnings: Warnings): void {
  if (places.length === 0) return;
  const room = { left: MOST_COPIED };
  const references = new References(root);
  const anchors = new Map(places.map(({ owner, anchor }) => [owner, anchor]));
  // All are found before one is changed: a template may itself fill in another one.
  const copies = fillings.map(({ value, pointer }) => {
    const template = references.follow({ $ref: value['$ref'] }, pointer)?.value;
    if (template === undefined) return undefined;
    const own = copy(template, anchors, filledAnchors(value, pointer), room);
    if (room.left >= 0) return own;
    warnings.add('REFERENCE', pointer, `What it fills in is left out: the templates that this document fills in hold more than ${MOST_COPIED} values together.`);
    return undefined;
  });
  for (const [index, { value }] of fillings.entries()) {
    const own = copies[index];
    if (own === undefined) continue;
    delete value['$ref'];
    value['allOf'] = [...listMember(value, 'allOf'), own];
  }
}

/** True for a schema that says what goes into a template. */
export function fillsIn(schema: JsonObject): boolean {
  return typeof schema['$ref'] === 'string' && filledAnchors(schema, '#').size > 0;
}

function filledAnchors(schema: JsonObject, pointer: string): Map<string, string> {
  const definitions = Object.entries(objectMember(schema, '$defs') ?? {});
  return new Map(
    definitions.flatMap(([name, definition]) => {
      const anchor = isObject(definition) ? definition['$dynamicAnchor'] : undefined;
      return typeof anchor === 'string' ? [[anchor, append(append(pointer, '$defs'), name)] as const] : [];
    }),
  );
}

/** Of no use when there was no room for it. */
function copy(node: unknown, anchors: Map<JsonObject, string>, filled: Map<string, string>, room: { left: number }): unknown {
  room.left -= 1;
  if (room.left < 0) return undefined;
  if (Array.isArray(node)) return node.map((item: unknown) => copy(item, anchors, filled, room));
  if (!isObject(node)) return node;
  const anchor = anchors.get(node);
  const target = anchor === undefined ? undefined : filled.get(anchor);
  const members = Object.entries(node).map(([name, value]) => [name, copy(value, anchors, filled, room)] as const);
  return { ...Object.fromEntries(members), ...(target === undefined ? {} : { $ref: target }) };
}

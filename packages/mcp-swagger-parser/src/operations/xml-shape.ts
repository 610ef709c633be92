import { isObject, objectMember, textMember } from '../json/json-object.js';
import { pointerTokens } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { objectProperties } from '../schema/object-shape.js';
import type { XmlShape } from './operation-binding.js';

// Recursive schemas are written with their own property names below this, and so is what lies deepest of a shape that grows larger.
const MOST_DEPTH = 6;
const MOST_ELEMENTS = 5_000;

/** An element that is not told of yet but for its name, and the schema of its values. */
interface Place {
  shape: XmlShape;
  schema: unknown;
  depth: number;
}

/** How values of a schema are written in XML; an element without `xml.name` is called after its property, the root after its schema. */
export function xmlShape(schema: unknown, name: string, references: References): XmlShape {
  const shape: XmlShape = { name };
  // Level by level: a schema of twenty properties that are all of that schema has millions of elements six levels below.
  const places: Place[] = [{ shape, schema, depth: 0 }];
  for (const place of places) places.push(...tell(place, references, MOST_ELEMENTS - places.length));
  return shape;
}

/** Tells what is known of an element; gives those inside of it, none when they are more than `most`. */
function tell({ shape, schema, depth }: Place, references: References, most: number): Place[] {
  const target = references.follow(schema, '#');
  if (target === undefined || depth > MOST_DEPTH) return [];
  const beside = isObject(schema) ? objectMember(schema, 'xml') : undefined;
  const xml = beside ?? objectMember(target.value, 'xml') ?? {};
  const schemaName = depth === 0 ? pointerTokens(target.pointer)?.at(-1) : undefined;
  const namespace = textMember(xml, 'namespace');
  const prefix = textMember(xml, 'prefix');
  const nodeType = textMember(xml, 'nodeType');
  const { items } = target.value;
  shape.name = textMember(xml, 'name') ?? (schemaName === undefined || schemaName === '#' ? shape.name : schemaName);
  if (namespace !== undefined) shape.namespace = namespace;
  if (prefix !== undefined) shape.prefix = prefix;
  if (xml['attribute'] === true || nodeType === 'attribute') shape.isAttribute = true;
  if (nodeType === 'text' || nodeType === 'cdata' || (nodeType === 'none' && !isObject(items))) shape.standsAs = nodeType;
  if (xml['wrapped'] === true || (nodeType === 'element' && isObject(items))) shape.isWrapped = true;
  const properties = [...objectProperties(target.value, target.pointer, references)];
  if (properties.length + 1 > most) return [];
  const inside = properties.map(([key, { value }]): Place => ({ shape: { name: key }, schema: value, depth: depth + 1 }));
  if (inside.length > 0) shape.properties = Object.fromEntries(inside.map((place) => [place.shape.name, place.shape]));
  if (!isObject(items)) return inside;
  shape.items = { name: shape.name };
  return [...inside, { shape: shape.items, schema: items, depth: depth + 1 }];
}

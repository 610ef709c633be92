import { isObject, objectMember, textMember } from '../json/json-object.js';
import { pointerTokens } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { objectProperties } from '../schema/object-shape.js';
import type { XmlShape } from './operation-binding.js';

// Recursive schemas are written with their own property names below this.
const MOST_DEPTH = 6;

/** How values of a schema are written in XML; an element without `xml.name` is called after its property, the root after its schema. */
export function xmlShape(schema: unknown, name: string, references: References, depth = 0): XmlShape {
  const target = references.follow(schema, '#');
  if (target === undefined || depth > MOST_DEPTH) return { name };
  const beside = isObject(schema) ? objectMember(schema, 'xml') : undefined;
  const xml = beside ?? objectMember(target.value, 'xml') ?? {};
  const schemaName = depth === 0 ? pointerTokens(target.pointer)?.at(-1) : undefined;
  const ownName = textMember(xml, 'name') ?? (schemaName === undefined || schemaName === '#' ? name : schemaName);
  const namespace = textMember(xml, 'namespace');
  const prefix = textMember(xml, 'prefix');
  const nodeType = textMember(xml, 'nodeType');
  const properties = [...objectProperties(target.value, target.pointer, references)].map(
    ([key, located]): [string, XmlShape] => [key, xmlShape(located.value, key, references, depth + 1)],
  );
  const { items } = target.value;
  return {
    name: ownName,
    ...(namespace === undefined ? {} : { namespace }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(xml['attribute'] === true || nodeType === 'attribute' ? { isAttribute: true } : {}),
    ...(nodeType === 'text' || nodeType === 'cdata' || (nodeType === 'none' && !isObject(items)) ? { standsAs: nodeType } : {}),
    ...(xml['wrapped'] === true || (nodeType === 'element' && isObject(items)) ? { isWrapped: true } : {}),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(isObject(items) ? { items: xmlShape(items, ownName, references, depth + 1) } : {}),
  };
}

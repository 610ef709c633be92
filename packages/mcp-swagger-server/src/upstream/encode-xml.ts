import { isObject } from 'mcp-swagger-parser';
import type { XmlShape } from 'mcp-swagger-parser';
import { asText } from './serialize-value.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** A value as an XML document, named and nested as its schema's XML Objects say. */
export function encodeXml(value: unknown, shape: XmlShape): string {
  if (Array.isArray(value)) return `${DECLARATION}${element(shape, '', value.map((item) => node(item, shape.items ?? { name: 'item' })).join(''))}`;
  return `${DECLARATION}${node(value, shape)}`;
}

function node(value: unknown, shape: XmlShape): string {
  if (value === undefined) return '';
  if (!isObject(value)) return element(shape, '', value === null ? '' : escapeText(asText(value)));
  let attributes = '';
  let children = '';
  for (const [key, part] of Object.entries(value)) {
    const inner = (shape.properties !== undefined && Object.hasOwn(shape.properties, key) ? shape.properties[key] : undefined) ?? { name: key };
    if (inner.isAttribute === true) attributes += part === null || part === undefined ? '' : ` ${qualified(inner)}="${escapeText(asText(part))}"`;
    else children += Array.isArray(part) ? list(part, inner) : node(part, inner);
  }
  return element(shape, attributes, children);
}

/** A list repeats its item's element; only a wrapped one has an element of its own around them. */
function list(items: unknown[], shape: XmlShape): string {
  const content = items.map((item) => node(item, shape.items ?? { name: shape.name })).join('');
  return shape.isWrapped === true ? element(shape, '', content) : content;
}

function element(shape: XmlShape, attributes: string, content: string): string {
  const name = qualified(shape);
  const namespace = shape.namespace === undefined ? '' : ` xmlns${shape.prefix === undefined ? '' : `:${shape.prefix}`}="${escapeText(shape.namespace)}"`;
  return `<${name}${namespace}${attributes}>${content}</${name}>`;
}

function qualified({ name, prefix }: XmlShape): string {
  const legal = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^(?=[^\p{L}_])/u, '_');
  return prefix === undefined ? legal : `${prefix}:${legal}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

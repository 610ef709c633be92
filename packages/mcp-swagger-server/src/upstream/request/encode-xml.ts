import { isObject } from 'mcp-swagger-parser';
import type { XmlShape } from 'mcp-swagger-parser';
import { asText } from './serialize-value.js';
import { UpstreamError } from '../upstream-error.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** A value as an XML document, named and nested as its schema's XML Objects say. Throws UpstreamError for text that XML cannot hold. */
export function encodeXml(value: unknown, shape: XmlShape): string {
  // A document has one root, so a list has an element around it even where it asks for none.
  if (Array.isArray(value)) return `${DECLARATION}${element(shape, '', value.map((item) => node(item, shape.items ?? { name: 'item' })).join(''))}`;
  const { standsAs: _, ...root } = shape;
  return `${DECLARATION}${node(value, root)}`;
}

function node(value: unknown, shape: XmlShape): string {
  if (value === undefined) return '';
  if (!isObject(value)) return leaf(value, shape);
  let attributes = '';
  let children = '';
  for (const [key, part] of Object.entries(value)) {
    const inner = (shape.properties !== undefined && Object.hasOwn(shape.properties, key) ? shape.properties[key] : undefined) ?? { name: key };
    if (inner.isAttribute === true) attributes += attribute(part, inner, shape);
    else children += Array.isArray(part) ? list(part, inner) : node(part, inner);
  }
  return shape.standsAs === 'none' ? children : element(shape, attributes, children);
}

/** An attribute, and the declaration of its prefix, unless the element has the same one. */
function attribute(value: unknown, shape: XmlShape, owner: XmlShape): string {
  if (value === null || value === undefined) return '';
  const isDeclared = shape.prefix === undefined || shape.prefix === owner.prefix;
  return `${isDeclared ? '' : namespaceOf(shape)} ${qualified(shape)}="${escapeAttribute(listText(value))}"`;
}

function leaf(value: unknown, shape: XmlShape): string {
  const text = value === null ? '' : asText(value);
  if (shape.standsAs === 'cdata') return `<![CDATA[${legal(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return shape.standsAs === undefined ? element(shape, '', escapeText(text)) : escapeText(text);
}

/** A list repeats its item's element; only a wrapped one has an element of its own around them. */
function list(items: unknown[], shape: XmlShape): string {
  const content = items.map((item) => node(item, shape.items ?? { name: shape.name })).join('');
  return shape.isWrapped === true ? element(shape, '', content) : content;
}

function element(shape: XmlShape, attributes: string, content: string): string {
  const name = qualified(shape);
  return `<${name}${namespaceOf(shape)}${attributes}>${content}</${name}>`;
}

function namespaceOf({ namespace, prefix }: XmlShape): string {
  return namespace === undefined ? '' : ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escapeAttribute(namespace)}"`;
}

function qualified({ name, prefix }: XmlShape): string {
  const legalName = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^(?=[^\p{L}_])/u, '_');
  return prefix === undefined ? legalName : `${prefix}:${legalName}`;
}

/** The items of a list in an attribute stand between blanks (XML Schema "list"). */
function listText(value: unknown): string {
  return Array.isArray(value) ? value.map(asText).join(' ') : asText(value);
}

// A reader would turn these into a line feed or a blank (XML 1.0 sections 2.11 and 3.3.3).
function escapeText(text: string): string {
  return legal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

function legal(text: string): string {
  if (!/[^\t\n\r\P{Cc}\u007f-\u009f]|[\ufffe\uffff]|\p{Cs}/u.test(text)) return text;
  throw new UpstreamError('ARGUMENT_INVALID', 'A text argument holds a control character or half of a surrogate pair, which XML cannot hold; nothing was sent.');
}

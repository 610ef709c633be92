import { booleanMember, isObject, listMember, objectMember, scalarText, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { isBinary } from '../schema/file-schema.js';
import { objectProperties, valueKind } from '../schema/object-shape.js';
import type { FieldBinding, ParameterStyle } from './operation-binding.js';

const STYLES = new Set<string>(['form', 'spaceDelimited', 'pipeDelimited', 'tabDelimited', 'deepObject']);

/** How each property of a form or multipart body is written (OpenAPI "Encoding Object"). */
export function bindFields(media: JsonObject, pointer: string, references: References): Record<string, FieldBinding> {
  const encodings = objectMember(media, 'encoding') ?? {};
  const properties = objectProperties(media['schema'], pointer, references);
  const names = new Set([...properties.keys(), ...Object.keys(encodings)]);
  return Object.fromEntries([...names].map((name) => [name, bindField(properties.get(name)?.value, objectMember(encodings, name) ?? {}, references)]));
}

/** How the items of a multipart body that is a list are written (OpenAPI 3.2 "Encoding By Position"). */
export function bindItems(media: JsonObject, references: References): { prefixFields?: FieldBinding[]; itemField?: FieldBinding } {
  const schema = references.follow(media['schema'], '#')?.value ?? {};
  const prefixSchemas = listMember(schema, 'prefixItems');
  const prefixEncodings = listMember(media, 'prefixEncoding');
  const itemEncoding = objectMember(media, 'itemEncoding');
  const itemSchema = media['itemSchema'] ?? schema['items'];
  const isList = prefixSchemas.length > 0 || prefixEncodings.length > 0 || itemEncoding !== undefined || itemSchema !== undefined;
  if (!isList) return {};
  const prefixFields = Array.from({ length: Math.max(prefixSchemas.length, prefixEncodings.length) }, (_, index) => {
    const encoding = prefixEncodings[index];
    return bindField(prefixSchemas[index] ?? itemSchema, isObject(encoding) ? encoding : (itemEncoding ?? {}), references);
  });
  return { ...(prefixFields.length === 0 ? {} : { prefixFields }), itemField: bindField(itemSchema, itemEncoding ?? {}, references) };
}

function bindField(schema: unknown, encoding: JsonObject, references: References): FieldBinding {
  const contentType = concreteOf(textMember(encoding, 'contentType'));
  const style = textMember(encoding, 'style');
  const explode = booleanMember(encoding, 'explode');
  const headers = fixedHeaders(objectMember(encoding, 'headers') ?? {}, references);
  const file = isFile(schema, contentType, references);
  const sentAs = contentType ?? (file ? mediaTypeOf(schema, references) : undefined);
  return {
    isFile: file,
    ...(sentAs === undefined || sentAs.includes('*') ? {} : { contentType: sentAs }),
    ...(style !== undefined && STYLES.has(style) ? { style: style as ParameterStyle } : {}),
    ...(explode === undefined ? {} : { explode }),
    ...(encoding['allowReserved'] === true ? { allowReserved: true } : {}),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** Headers of a part that can have but one value, and required ones with a default; nobody can be asked about the others. */
function fixedHeaders(declared: JsonObject, references: References): Record<string, string> | undefined {
  const fixed: [string, string][] = [];
  for (const [name, value] of Object.entries(declared)) {
    const header = references.follow(value, '#')?.value;
    const schema = header && references.follow(header['schema'], '#')?.value;
    // The type of a part is said by the encoding (OpenAPI "Encoding Object").
    if (schema === undefined || name.toLowerCase() === 'content-type' || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) continue;
    const allowed = listMember(schema, 'enum');
    const text = scalarText(schema['const'] ?? (allowed.length === 1 ? allowed[0] : header?.['required'] === true ? schema['default'] : undefined));
    if (text !== undefined) fixed.push([name, text]);
  }
  return fixed.length === 0 ? undefined : Object.fromEntries(fixed);
}

/** Of a list of media types the first that can be sent as it is, else the first. */
function concreteOf(contentType: string | undefined): string | undefined {
  const types = contentType?.split(',').map((type) => type.trim());
  return types?.find((type) => !type.includes('*')) ?? types?.[0];
}

const MOST_DEPTH = 20;

/** A file is `format: binary` in 3.0; since 3.1 it is a schema without an encoding for its bytes, of a media type that is not text. */
function isFile(schema: unknown, contentType: string | undefined, references: References, depth = 0): boolean {
  const target = references.follow(schema, '#')?.value;
  if (target === undefined) return isBytes(contentType);
  if (isBinary(target)) return true;
  const kind = valueKind(target, references);
  // A list may be one of lists of its own kind.
  if (kind === 'array') return depth < MOST_DEPTH && isFile(target['items'], contentType, references, depth + 1);
  if (target['contentEncoding'] !== undefined) return false;
  const mediaType = textMember(target, 'contentMediaType') ?? (kind === undefined ? contentType : undefined);
  return (kind === undefined || kind === 'string') && isBytes(mediaType);
}

/** What the schema of a file, or of a list of them, says that they are (JSON Schema "contentMediaType"). */
function mediaTypeOf(schema: unknown, references: References): string | undefined {
  const target = references.follow(schema, '#')?.value ?? {};
  const items = references.follow(target['items'], '#')?.value ?? {};
  return textMember(target, 'contentMediaType') ?? textMember(items, 'contentMediaType');
}

function isBytes(mediaType: string | undefined): boolean {
  return mediaType !== undefined && !/^text\/|json|xml|urlencoded/.test(mediaType);
}

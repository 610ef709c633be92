import { booleanMember, isObject, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { isBinary } from '../schema/file-schema.js';
import { objectProperties, valueKind } from '../schema/object-shape.js';
import type { Warnings } from '../warning.js';
import type { Operation } from './list-operations.js';
import type { BodyBinding, BodyKind, FieldBinding, ParameterStyle } from './operation-binding.js';
import { xmlShape } from './xml-shape.js';

/** The body of an operation, before it has the name of an argument. */
export interface Body extends Omit<BodyBinding, 'argument'> {
  schema: unknown;
  schemaPointer: string;
  description?: string;
}

const PREFERENCE: BodyKind[] = ['json', 'multipart', 'form', 'text', 'xml', 'binary'];
const STYLES = new Set<string>(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']);

/** The body of an operation in the media type that is easiest to fill, JSON first; undefined when it takes none. */
export function bindBody(operation: Operation, references: References, warnings: Warnings): Body | undefined {
  const declared = operation.value['requestBody'];
  if (declared === undefined || declared === null) return undefined;
  const target = references.follow(declared, append(operation.pointer, 'requestBody'));
  if (target === undefined) {
    warnings.add('BODY', append(operation.pointer, 'requestBody'), 'The body is left out: it is not an object, or its reference leads nowhere.');
    return undefined;
  }
  const content = Object.entries(objectMember(target.value, 'content') ?? {});
  const choices = content.map(([mediaType, media]) => choice(mediaType, isObject(media) ? media : {}, references));
  const chosen = choices.sort((a, b) => PREFERENCE.indexOf(a.kind) - PREFERENCE.indexOf(b.kind))[0];
  if (chosen === undefined) return undefined;
  const schemaPointer = append(append(append(target.pointer, 'content'), chosen.declaredType), 'schema');
  const description = textMember(target.value, 'description');
  const isForm = chosen.kind === 'form' || chosen.kind === 'multipart';
  return {
    required: target.value['required'] === true,
    mediaType: chosen.mediaType,
    kind: chosen.kind,
    fields: isForm ? bindFields(chosen.media, schemaPointer, references) : {},
    ...(chosen.kind === 'xml' ? { xml: xmlShape(chosen.media['schema'], 'root', references) } : {}),
    schema: chosen.media['schema'],
    schemaPointer,
    ...(description === undefined ? {} : { description }),
  };
}

interface Choice {
  kind: BodyKind;
  mediaType: string;
  declaredType: string;
  media: JsonObject;
}

/** `*` in a media type leaves the choice to us. */
function choice(declaredType: string, media: JsonObject, references: References): Choice {
  const kind = bodyKind(declaredType, media, references);
  const concrete = kind === 'json' ? 'application/json' : kind === 'text' ? 'text/plain' : 'application/octet-stream';
  return { kind, mediaType: declaredType.includes('*') ? concrete : declaredType, declaredType, media };
}

function bodyKind(declaredType: string, media: JsonObject, references: References): BodyKind {
  const essence = (declaredType.split(';')[0] ?? '').trim().toLowerCase();
  if (essence === 'multipart/form-data' || essence.startsWith('multipart/')) return 'multipart';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (/^(application|text)\/json\b|\+json$/.test(essence)) return 'json';
  if (/^(application|text)\/xml$|\+xml$/.test(essence)) return 'xml';
  if (essence.startsWith('text/')) return 'text';
  if (essence === '*/*' || essence === 'application/*') {
    const schema = references.follow(media['schema'], '#')?.value;
    return schema !== undefined && isBinary(schema) ? 'binary' : 'json';
  }
  if (/ndjson|jsonl|json-seq|yaml|graphql|javascript|sparql|x-sh/.test(essence)) return 'text';
  return 'binary';
}

function bindFields(media: JsonObject, pointer: string, references: References): Record<string, FieldBinding> {
  const encodings = objectMember(media, 'encoding') ?? {};
  const fields: [string, FieldBinding][] = [];
  const names = new Set([...objectProperties(media['schema'], pointer, references).keys(), ...Object.keys(encodings)]);
  const properties = objectProperties(media['schema'], pointer, references);
  for (const name of names) {
    const encoding = objectMember(encodings, name) ?? {};
    const contentType = textMember(encoding, 'contentType')?.split(',')[0]?.trim();
    const style = textMember(encoding, 'style');
    const explode = booleanMember(encoding, 'explode');
    fields.push([
      name,
      {
        isFile: isFile(properties.get(name)?.value, contentType, references),
        ...(contentType === undefined || contentType.includes('*') ? {} : { contentType }),
        ...(style !== undefined && STYLES.has(style) ? { style: style as ParameterStyle } : {}),
        ...(explode === undefined ? {} : { explode }),
        ...(encoding['allowReserved'] === true ? { allowReserved: true } : {}),
      },
    ]);
  }
  return Object.fromEntries(fields);
}

/** A file is `format: binary` in 3.0; since 3.1 it is a schema without an encoding for its bytes, of a media type that is not text. */
function isFile(schema: unknown, contentType: string | undefined, references: References): boolean {
  const target = references.follow(schema, '#')?.value;
  if (target === undefined) return isBytes(contentType);
  if (isBinary(target)) return true;
  const kind = valueKind(target, references);
  if (kind === 'array') return isFile(target['items'], contentType, references);
  if (target['contentEncoding'] !== undefined) return false;
  const mediaType = textMember(target, 'contentMediaType') ?? (kind === undefined ? contentType : undefined);
  return (kind === undefined || kind === 'string') && isBytes(mediaType);
}

function isBytes(mediaType: string | undefined): boolean {
  return mediaType !== undefined && !/^text\/|json|xml|urlencoded/.test(mediaType);
}

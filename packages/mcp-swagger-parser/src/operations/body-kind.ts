import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { isBinary } from '../schema/file-schema.js';
import { essenceOf, isJsonType, isXmlType } from './media-type.js';
import type { BodyKind } from './operation-binding.js';

/** How a body of a declared media type is written; of `*` the schema decides. */
export function bodyKind(declaredType: string, media: JsonObject, references: References): BodyKind {
  const essence = essenceOf(declaredType);
  if (essence.startsWith('multipart/')) return 'multipart';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (isJsonType(essence)) return 'json';
  if (isXmlType(essence)) return 'xml';
  if (essence.startsWith('text/')) return 'text';
  if (essence === '*/*' || essence === 'application/*') {
    const schema = references.follow(media['schema'], '#')?.value;
    return schema !== undefined && isBinary(schema) ? 'binary' : 'json';
  }
  if (/ndjson|jsonl|json-seq|yaml|graphql|javascript|sparql|x-sh/.test(essence)) return 'text';
  return 'binary';
}

/** The media type that is sent: `*` in a declared one leaves the choice to us. */
export function concreteType(declaredType: string, kind: BodyKind): string {
  if (!declaredType.includes('*')) return declaredType;
  switch (kind) {
    case 'json':
      return 'application/json';
    case 'text':
      return 'text/plain';
    case 'xml':
      return 'application/xml';
    case 'form':
      return 'application/x-www-form-urlencoded';
    case 'multipart':
      return 'multipart/form-data';
    case 'binary':
      return 'application/octet-stream';
  }
}

import { objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { valueKind } from '../schema/object-shape.js';
import type { Operation } from './list-operations.js';
import { essenceOf, isJsonType, isXmlType } from './media-type.js';

/**
 * The media types of a success among which a caller may choose, JSON first; undefined when all are one kind. JSON under several names is one
 * kind, and so is XML; `text/plain` is JSON where a framework offers it for values that are no text.
 */
export function bindAccept(operation: Operation, references: References): string[] | undefined {
  const kinds = new Map<string, string>();
  for (const [mediaType, media] of successContent(operation, references)) {
    if (mediaType.includes('*') || essenceOf(mediaType) === '') continue;
    const kind = kindOf(mediaType);
    if (kind === 'text/plain' && isNoText(media, references)) continue;
    const known = kinds.get(kind);
    const isPlainest = essenceOf(mediaType) === 'application/json' && known !== undefined && essenceOf(known) !== 'application/json';
    if (known === undefined || isPlainest) kinds.set(kind, mediaType);
  }
  if (kinds.size < 2) return undefined;
  const json = kinds.get('json');
  kinds.delete('json');
  return [...(json === undefined ? [] : [json]), ...kinds.values()];
}

function kindOf(mediaType: string): string {
  if (isJsonType(mediaType)) return 'json';
  // An image that is written as XML is an image.
  return isXmlType(mediaType) && !/^(image|text)\/(?!xml$)/.test(essenceOf(mediaType)) ? 'xml' : essenceOf(mediaType);
}

function isNoText(media: unknown, references: References): boolean {
  const valueIs = valueKind((media as JsonObject | null)?.['schema'], references);
  return valueIs !== undefined && valueIs !== 'string';
}

function successContent(operation: Operation, references: References): [string, unknown][] {
  const declared = Object.entries(objectMember(operation.value, 'responses') ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const successes = declared.filter(([status]) => status.startsWith('2'));
  const told = successes.length > 0 ? successes : declared.filter(([status]) => status === 'default');
  return told.flatMap(([status, response]) => {
    const target = references.follow(response, append(append(operation.pointer, 'responses'), status));
    return Object.entries((target && objectMember(target.value, 'content')) ?? {});
  });
}

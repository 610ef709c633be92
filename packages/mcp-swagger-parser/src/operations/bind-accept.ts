import { objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { valueKind } from '../schema/object-shape.js';
import type { DeclaredResponse } from './bind-responses.js';
import type { Operation } from './list-operations.js';
import { essenceOf, isJsonType, isXmlType } from './media-type.js';

/**
 * The media types of a success among which a caller may choose, JSON first; undefined when all are one kind. JSON under several names is one
 * kind, and so is XML; `text/plain` is JSON where a framework offers it for values that are no text.
 */
export function bindAccept(operation: Operation, declared: DeclaredResponse[], references: References): string[] | undefined {
  const successes = successesOf(operation, declared);
  if (successes.length === 0 || (successes.length === 1 && (successes[0]?.mediaTypes.length ?? 0) < 2)) return undefined;
  const kinds = new Map<string, string>();
  for (const { content, mediaTypes } of successes) for (const mediaType of mediaTypes) addKind(kinds, mediaType, content[mediaType], references);
  if (kinds.size < 2) return undefined;
  const json = kinds.get('json');
  kinds.delete('json');
  return [...(json === undefined ? [] : [json]), ...kinds.values()];
}

function addKind(kinds: Map<string, string>, mediaType: string, media: unknown, references: References): void {
  if (mediaType.includes('*')) return;
  const essence = essenceOf(mediaType);
  if (essence === '') return;
  const kind = kindOf(mediaType);
  if (kind === 'text/plain' && isNoText(media, references)) return;
  const known = kinds.get(kind);
  const isPlainest = essence === 'application/json' && known !== undefined && essenceOf(known) !== 'application/json';
  if (known === undefined || isPlainest) kinds.set(kind, mediaType);
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

function successesOf(operation: Operation, declared: DeclaredResponse[]): DeclaredResponse[] {
  const isSuccess = Object.keys(objectMember(operation.value, 'responses') ?? {}).some((status) => status.startsWith('2'));
  return declared.filter(({ status }) => (isSuccess ? status.startsWith('2') : status === 'default'));
}

import { isObject, objectMember } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Operation } from './list-operations.js';
import { isJsonType } from './media-type.js';
import type { ResponseBinding } from './operation-binding.js';

/** The answer that a success brings: its schema, if it is JSON. */
export interface SuccessSchema {
  schema: unknown;
  pointer: string;
}

/** What an operation may answer. */
export interface Responses {
  responses: ResponseBinding[];
  /** The schemas of its successes in JSON, the lowest status first. */
  successes: SuccessSchema[];
  /** Every success brings JSON of one of these schemas. */
  isAlwaysDescribed: boolean;
}

/** What an operation may answer, and the schemas of its successes: the 2xx, or `default` when none is declared. */
export function bindResponses(operation: Operation, references: References): Responses {
  const result: Responses = { responses: [], successes: [], isAlwaysDescribed: true };
  const declared = Object.entries(objectMember(operation.value, 'responses') ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const hasSuccess = declared.some(([status]) => status.startsWith('2'));
  for (const [status, response] of declared) {
    const target = references.follow(response, append(append(operation.pointer, 'responses'), status));
    if (target === undefined) continue;
    const content = Object.entries(objectMember(target.value, 'content') ?? {});
    result.responses.push({ status, mediaTypes: content.map(([mediaType]) => mediaType) });
    if (!status.startsWith('2') && (status !== 'default' || hasSuccess)) continue;
    const described = content.filter(([mediaType, media]) => isMaybeJson(mediaType) && isObject(media) && isObject(media['schema']));
    if (described.length < content.length || described.length === 0) result.isAlwaysDescribed = false;
    const [mediaType, media] = described[0] ?? [];
    if (mediaType === undefined || !isObject(media)) continue;
    result.successes.push({ schema: media['schema'], pointer: append(append(append(target.pointer, 'content'), mediaType), 'schema') });
  }
  return result;
}

/** `*` is JSON more often than not. */
function isMaybeJson(mediaType: string): boolean {
  return isJsonType(mediaType) || /^(\*|application)\/\*/.test(mediaType);
}

import { isObject, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Warnings } from '../warning.js';
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

/** An answer that an operation declares. */
export interface DeclaredResponse {
  status: string;
  /** Of the response, behind its references; empty for one that stands in the operation itself. */
  pointer: string;
  content: JsonObject;
  mediaTypes: string[];
}

/** The answers that an operation declares, by status; one that a reference cannot find is left out, which is a warning. */
export function declaredResponses(operation: Operation, references: References, warnings: Warnings): DeclaredResponse[] {
  const responses = objectMember(operation.value, 'responses') ?? {};
  const declared: DeclaredResponse[] = [];
  for (const status of Object.keys(responses).sort()) {
    const target = references.follow(responses[status], '');
    if (target !== undefined) {
      const content = objectMember(target.value, 'content') ?? {};
      declared.push({ status, pointer: target.pointer, content, mediaTypes: Object.keys(content) });
    } else if (responses[status] !== null) {
      warnings.add('RESPONSE', append(append(operation.pointer, 'responses'), status), `The answer ${status} is left out: it is not an object, or its reference leads nowhere.`);
    }
  }
  return declared;
}

/** What an operation may answer, and the schemas of its successes: the 2xx, or `default` when none is declared. */
export function bindResponses(operation: Operation, declared: DeclaredResponse[]): Responses {
  const result: Responses = { responses: [], successes: [], isAlwaysDescribed: true };
  const hasSuccess = Object.keys(objectMember(operation.value, 'responses') ?? {}).some((status) => status.startsWith('2'));
  for (const { status, pointer, content, mediaTypes } of declared) {
    result.responses.push({ status, mediaTypes });
    if (!status.startsWith('2') && (status !== 'default' || hasSuccess)) continue;
    const described = mediaTypes.filter((mediaType) => isMaybeJson(mediaType) && isObject(content[mediaType]) && isObject(content[mediaType]['schema']));
    if (described.length < mediaTypes.length || described.length === 0) result.isAlwaysDescribed = false;
    const [mediaType] = described;
    const media = mediaType === undefined ? undefined : content[mediaType];
    if (mediaType === undefined || !isObject(media)) continue;
    const at = pointer || append(`${operation.pointer}/responses`, status);
    result.successes.push({ schema: media['schema'], pointer: `${append(`${at}/content`, mediaType)}/schema` });
  }
  return result;
}

/** `*` is JSON more often than not. */
function isMaybeJson(mediaType: string): boolean {
  return isJsonType(mediaType) || /^(\*|application)\/\*/.test(mediaType);
}

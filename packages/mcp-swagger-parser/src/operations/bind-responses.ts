import { isObject, objectMember } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Operation } from './list-operations.js';
import type { ResponseBinding } from './operation-binding.js';

/** The answer that a success brings: its schema, if it is JSON. */
export interface SuccessSchema {
  schema: unknown;
  pointer: string;
}

/** What an operation may answer, and the schema of its success in JSON (the lowest 2xx that has one). */
export function bindResponses(operation: Operation, references: References): { responses: ResponseBinding[]; success?: SuccessSchema } {
  const responses: ResponseBinding[] = [];
  let success: SuccessSchema | undefined;
  const declared = Object.entries(objectMember(operation.value, 'responses') ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const hasSuccess = declared.some(([status]) => status.startsWith('2'));
  for (const [status, response] of declared) {
    const target = references.follow(response, append(append(operation.pointer, 'responses'), status));
    if (target === undefined) continue;
    const content = Object.entries(objectMember(target.value, 'content') ?? {});
    responses.push({ status, mediaTypes: content.map(([mediaType]) => mediaType) });
    const isSuccess = status.startsWith('2') || (status === 'default' && !hasSuccess);
    const json = content.find(([mediaType]) => /^(application|text)\/json\b|\+json\b|^\*\/\*|^application\/\*/.test(mediaType.toLowerCase()));
    if (!isSuccess || success !== undefined || json === undefined) continue;
    const [mediaType, media] = json;
    if (!isObject(media) || !isObject(media['schema'])) continue;
    success = { schema: media['schema'], pointer: append(append(append(target.pointer, 'content'), mediaType), 'schema') };
  }
  return { responses, ...(success === undefined ? {} : { success }) };
}

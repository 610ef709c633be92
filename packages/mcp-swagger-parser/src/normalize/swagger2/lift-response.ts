import { isObject, objectMember } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { FILE } from './value-schema.js';

/** Gives a response of Swagger 2.0 its `content`, in place: its schema in every type that the operation produces. */
export function liftResponse(response: JsonObject, produces: string[]): void {
  if (isObject(response['content'])) return;
  const examples = objectMember(response, 'examples') ?? {};
  const schema = objectMember(response, 'schema');
  const isFile = schema?.['type'] === 'file';
  const named = Object.keys(examples).filter((name) => /^[\w.+-]+\/[\w.+*-]+/.test(name));
  if (schema === undefined && named.length === 0) return;
  const mediaTypes = produces.length > 0 ? produces : named.length > 0 ? named : [isFile ? 'application/octet-stream' : 'application/json'];
  const content: JsonObject = {};
  for (const mediaType of mediaTypes) {
    content[mediaType] = {
      ...(schema === undefined ? {} : { schema: isFile ? { ...schema, ...FILE } : schema }),
      ...(Object.hasOwn(examples, mediaType) ? { example: examples[mediaType] } : {}),
    };
  }
  response['content'] = content;
}

import { isObject, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/** The example of a parameter or media type, or the value of the first of its `examples`; undefined when there is none in the document itself. */
export function firstExample(owner: JsonObject): unknown {
  if (owner['example'] !== undefined) return owner['example'];
  for (const example of Object.values(objectMember(owner, 'examples') ?? {})) {
    // Since 3.2 a value as data and a value as it is serialized are told apart.
    if (isObject(example)) return example['dataValue'] ?? example['value'];
  }
  return undefined;
}

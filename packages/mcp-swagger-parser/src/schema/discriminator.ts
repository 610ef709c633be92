import { isObject, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { pointerTokens } from '../json/json-pointer.js';

/** What the property that a discriminator names must hold in the branch that refers to a schema; undefined when nothing says so. */
export function branchValues(discriminator: unknown, branch: unknown): { property: string; values: string[] } | undefined {
  if (!isObject(discriminator) || !isObject(branch)) return undefined;
  const property = textMember(discriminator, 'propertyName');
  const reference = textMember(branch, '$ref');
  if (property === undefined || reference === undefined) return undefined;
  const name = pointerTokens(reference)?.at(-1);
  const mapping = Object.entries(objectMember(discriminator, 'mapping') ?? {});
  const values = mapping.filter(([, target]) => target === reference || target === name).map(([value]) => value);
  // Without a mapping, the value is the schema's own name.
  if (values.length === 0 && name !== undefined) values.push(name);
  return values.length === 0 ? undefined : { property, values };
}

/** A branch that also says what the discriminating property holds, so that branches cannot be mistaken for each other. */
export function withDiscriminator(copy: JsonObject, property: string, values: string[]): JsonObject {
  const value = values.length === 1 ? { const: values[0] } : { enum: values };
  return { ...copy, properties: { [property]: value } };
}

/** An object of a parsed document; nothing is known of its members yet. */
export type JsonObject = Record<string, unknown>;

/** True for an object that is neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of an object: `constructor` or `__proto__` as a name in a document never reaches the prototype. */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An own member that is an object. */
export function objectMember(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key);
  return isObject(value) ? value : undefined;
}

/** An own member that is a list; absent or of another kind: the empty list. */
export function listMember(object: JsonObject, key: string): unknown[] {
  const value = member(object, key);
  return Array.isArray(value) ? value : [];
}

/** An own member that is text with something in it. */
export function textMember(object: JsonObject, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A number, flag or text as text; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** An own member that is true or false. */
export function booleanMember(object: JsonObject, key: string): boolean | undefined {
  const value = member(object, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** Sets a member as data, also when it is called `__proto__`. */
export function setMember(object: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

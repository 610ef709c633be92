import { isObject, member, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/**
 * Merges an update into an object, in place: objects member by member, lists by appending, anything else by replacing
 * (Overlay 1.0, section 4.4.3). The update itself is copied, so that two targets never share a part of it.
 */
export function mergeInto(target: JsonObject, update: JsonObject): void {
  for (const [name, value] of Object.entries(update)) {
    const present = member(target, name);
    if (isObject(present) && isObject(value)) mergeInto(present, value);
    else if (Array.isArray(present) && Array.isArray(value)) appendTo(present, value);
    else setMember(target, name, structuredClone(value));
  }
}

/** Appends an entry, or the entries of a list. */
export function appendTo(target: unknown[], update: unknown): void {
  const entries: unknown[] = Array.isArray(update) ? update : [update];
  for (const entry of entries) target.push(structuredClone(entry));
}

import type { JsonObject } from '../json/json-object.js';

/** A reference that applies to the same value as the definition in which it stands. */
export interface InPlace {
  /** The schema whose `$ref` it is. */
  holder: JsonObject;
  name: string;
}

/**
 * Cuts references that lead a validator in circles on one value (A is all of B, and B any of A): it would never end. What a circle asks is asked by the rest
 * of it. Definitions in `done` are known to be free of them. Calls `cut` with the name of each definition that lost a reference.
 */
export function cutPlaceCycles(from: string, referencesOf: (name: string) => InPlace[], done: Set<string>, cut: (name: string) => void): void {
  if (done.has(from)) return;
  const path: { name: string; rest: InPlace[] }[] = [{ name: from, rest: [...referencesOf(from)] }];
  const onPath = new Set([from]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.rest.pop();
    if (next === undefined) {
      path.pop();
      onPath.delete(top.name);
      done.add(top.name);
    } else if (onPath.has(next.name)) {
      delete next.holder['$ref'];
      cut(top.name);
    } else if (!done.has(next.name)) {
      path.push({ name: next.name, rest: [...referencesOf(next.name)] });
      onPath.add(next.name);
    }
  }
}

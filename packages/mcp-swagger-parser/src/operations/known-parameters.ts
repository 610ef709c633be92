import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Parameter } from './parameter.js';

const MOST_DEPTH = 50;
const LONGEST_KEY = 80;
/** Beyond this many that are described alike, they are each operation's own, and looking through them takes longer than reading. */
const MOST_ALIKE = 30;

/** Parameters that were read before, each with what it was read from: most documents repeat theirs at every operation. */
export class KnownParameters {
  readonly #known = new Map<string, { item: JsonObject; parameter: Parameter }[]>();
  // The operations of a path share those of the path itself.
  readonly #same = new Map<JsonObject, Parameter>();
  readonly #forgotten = new Set<Parameter>();

  /** The parameter that was read from this or from another that is written the same; one that `isShared` is asked for again. */
  find(item: unknown, isShared = false): Parameter | undefined {
    if (!isObject(item)) return undefined;
    const same = isShared ? this.#same.get(item) : undefined;
    if (same !== undefined && !this.#forgotten.has(same)) return same;
    const like = this.#known.get(keyOf(item))?.find((known) => isWrittenLike(known.item, item, 0))?.parameter;
    if (isShared && like !== undefined) this.#same.set(item, like);
    return like;
  }

  remember(item: unknown, parameter: Parameter): void {
    if (!isObject(item)) return;
    const key = keyOf(item);
    const alike = this.#known.get(key);
    if (alike === undefined) this.#known.set(key, [{ item, parameter }]);
    else if (alike.length < MOST_ALIKE) alike.push({ item, parameter });
  }

  forget(parameter: Parameter): void {
    this.#forgotten.add(parameter);
    for (const [key, alike] of this.#known) {
      const others = alike.filter((known) => known.parameter !== parameter);
      if (others.length < alike.length) this.#known.set(key, others);
    }
  }
}

/** Those of one name differ by their description, if at all. V8 goes through all of a text the first time that it looks for it, so a long one is not asked for. */
function keyOf({ $ref, name, description }: JsonObject): string {
  if (typeof $ref === 'string') return $ref;
  if (typeof description === 'string' && description !== '' && description.length <= LONGEST_KEY) return description;
  return typeof name === 'string' ? name : '';
}

/** The same members in the same order. */
function isWrittenLike(one: unknown, other: unknown, depth: number): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || depth > MOST_DEPTH) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  let index = 0;
  for (const name in other) {
    if (names[index] !== name || !isWrittenLike((one as JsonObject)[name], (other as JsonObject)[name], depth + 1)) return false;
    index++;
  }
  return index === names.length;
}

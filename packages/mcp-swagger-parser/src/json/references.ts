import { isObject, member } from './json-object.js';
import type { JsonObject } from './json-object.js';
import { append, readToken, writtenTokens } from './json-pointer.js';

const MOST_HOPS = 50;

/** A value of the document and the pointer at which it stands. */
export interface Located<T = unknown> {
  value: T;
  pointer: string;
}

/** Follows the `$ref`s of one bundled document. */
export class References {
  // A large document says the same few references ten thousand times.
  readonly #located = new Map<string, Located | undefined>();

  constructor(readonly root: JsonObject) {}

  /** What a reference points at; a `$ref` in the middle of the way is followed, one at its end is not. */
  locate(reference: string): Located | undefined {
    const before = this.#located.get(reference);
    if (before !== undefined || this.#located.has(reference)) return before;
    const located = this.#locate(reference, { left: MOST_HOPS });
    this.#located.set(reference, located);
    return located;
  }

  /** All steps of the way share the hops: each of two references on a way may lead to two more. */
  #locate(reference: string, hops: { left: number }): Located | undefined {
    const tokens = writtenTokens(reference);
    if (tokens === undefined) return undefined;
    let here: Located = { value: this.root, pointer: '#' };
    for (const written of tokens) {
      const token = readToken(written);
      if (isObject(here.value) && typeof here.value['$ref'] === 'string' && !Object.hasOwn(here.value, token)) {
        const next = hops.left-- > 0 ? this.#locate(here.value['$ref'], hops) : undefined;
        if (next === undefined) return undefined;
        here = next;
      }
      const value = step(here.value, token);
      // A name may hold a percent sign that its author did not encode in the reference.
      const literal = value === undefined && written !== token ? step(here.value, written) : undefined;
      if (value === undefined && literal === undefined) return undefined;
      here = { value: value ?? literal, pointer: append(here.pointer, value === undefined ? written : token) };
    }
    return here;
  }

  /** The object behind a value that may be a reference, through as many as there are; undefined when one of them leads nowhere. */
  follow(value: unknown, pointer: string): Located<JsonObject> | undefined {
    let here: Located = { value, pointer };
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      if (!isObject(here.value)) return undefined;
      const reference = here.value['$ref'];
      if (typeof reference !== 'string') return { value: here.value, pointer: here.pointer };
      const next = this.locate(reference);
      if (next === undefined) return undefined;
      here = next;
    }
    return undefined;
  }
}

function step(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(token) ? (value as unknown[])[Number(token)] : undefined;
  return isObject(value) ? member(value, token) : undefined;
}

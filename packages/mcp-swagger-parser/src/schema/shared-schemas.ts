import type { JsonObject } from '../json/json-object.js';
import { rememberSize } from './json-size.js';

/** Makes one object of schemas that say the same: documents repeat their parameters at every operation. */
export class SharedSchemas {
  readonly #byText = new Map<string, JsonObject>();

  /** The first schema that was the same as this one. */
  share(schema: JsonObject): JsonObject {
    const text = JSON.stringify(schema);
    const first = this.#byText.get(text);
    if (first !== undefined) return first;
    this.#byText.set(text, schema);
    rememberSize(schema, text.length);
    return schema;
  }
}

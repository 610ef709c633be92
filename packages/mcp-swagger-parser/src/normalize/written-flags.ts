import type { JsonObject } from '../json/json-object.js';

const FLAGS = ['required', 'deprecated', 'explode', 'allowReserved', 'allowEmptyValue'];
const WORDS: Record<string, boolean> = { true: true, yes: true, on: true, false: false, no: false, off: false };

/** Makes flags of texts that mean one, in place: `required: yes` is a text since YAML 1.2, and was a flag before. */
export function readFlags(holder: JsonObject): void {
  for (const name of FLAGS) {
    const written = holder[name];
    if (typeof written !== 'string') continue;
    const meant = WORDS[written.toLowerCase()];
    if (meant !== undefined) holder[name] = meant;
  }
}

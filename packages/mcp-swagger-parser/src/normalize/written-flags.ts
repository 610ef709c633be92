import type { JsonObject } from '../json/json-object.js';

const FLAGS = ['required', 'deprecated', 'explode', 'allowReserved', 'allowEmptyValue'];
const WORDS = new Map(Object.entries({ true: true, yes: true, on: true, false: false, no: false, off: false }));

/** Makes flags of texts that mean one, in place: `required: yes` is a text since YAML 1.2, and was a flag before. */
export function readFlags(holder: JsonObject): void {
  const { required, deprecated, explode, allowReserved, allowEmptyValue } = holder;
  // Hardly ever one is, and V8 looks for five names in a row several times as fast as for each of a list.
  if (typeof required !== 'string' && typeof deprecated !== 'string' && typeof explode !== 'string' && typeof allowReserved !== 'string' && typeof allowEmptyValue !== 'string') return;
  for (const name of FLAGS) {
    const written = holder[name];
    if (typeof written !== 'string') continue;
    const meant = WORDS.get(written.toLowerCase());
    if (meant !== undefined) holder[name] = meant;
  }
}

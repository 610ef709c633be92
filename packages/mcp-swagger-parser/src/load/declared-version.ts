import { DocumentError } from '../document-error.js';
import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/** Which generation of the specification a document follows. */
export type Generation = '2.0' | '3.0' | '3.1' | '3.2';

/** The version as the document writes it, and its generation. Throws DocumentError when it is not an OpenAPI document that we know. */
export function declaredVersion(value: unknown, name: string): { root: JsonObject; declared: string; generation: Generation } {
  if (!isObject(value)) {
    const kind = Array.isArray(value) ? 'a list' : `plain text (${JSON.stringify(value)?.slice(0, 40) ?? 'nothing'})`;
    throw new DocumentError('DOCUMENT_NOT_OPENAPI', `${name} holds ${kind}, not an OpenAPI document; expected an object with "openapi" or "swagger".`);
  }
  const { openapi, swagger } = value;
  if (openapi === undefined && swagger === undefined) {
    throw new DocumentError('DOCUMENT_NOT_OPENAPI', `${name} is not an OpenAPI document: neither "openapi" nor "swagger" is in it, only ${named(value)}. Give the OpenAPI document of the API.`);
  }
  const declared = String(openapi ?? swagger);
  if (openapi === undefined) {
    // YAML without quotes gives the number 2.
    if (declared === '2.0' || declared === '2') return { root: value, declared: '2.0', generation: '2.0' };
  } else {
    const match = /^3\.([012])(\.|$)/.exec(declared);
    if (match) return { root: value, declared, generation: `3.${match[1]}` as Generation };
    if (declared === '3') return { root: value, declared, generation: '3.0' };
  }
  throw new DocumentError('DOCUMENT_VERSION', `${name} declares ${openapi === undefined ? 'swagger' : 'openapi'} ${JSON.stringify(declared)}; known are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2. Convert it to one of them.`, { pointer: openapi === undefined ? '#/swagger' : '#/openapi' });
}

function named(value: JsonObject): string {
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? 'nothing' : keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ');
}

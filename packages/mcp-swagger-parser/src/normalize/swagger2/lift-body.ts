import { isObject, listMember, setMember, textMember } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { listStyle } from './collection-format.js';
import { valueSchema } from './value-schema.js';

const MULTIPART = 'multipart/form-data';
const FORM = 'application/x-www-form-urlencoded';

/** The request body that a `body` parameter stands for (Swagger 2.0, "Parameter Object"). */
export function liftBody(parameter: JsonObject, consumes: string[]): JsonObject {
  const schema = isObject(parameter['schema']) ? parameter['schema'] : valueSchema(parameter);
  const mediaTypes = consumes.length > 0 ? consumes : ['application/json'];
  return { ...about(parameter), content: contentOf(mediaTypes, { schema }) };
}

/** The request body that the `formData` parameters of an operation make together; a file can only travel in a multipart one. */
export function liftForm(parameters: JsonObject[], consumes: string[]): JsonObject {
  const properties: JsonObject = {};
  const encoding: JsonObject = {};
  const required: string[] = [];
  let hasFile = false;
  for (const parameter of parameters) {
    const name = textMember(parameter, 'name') ?? '';
    hasFile ||= parameter['type'] === 'file';
    const description = textMember(parameter, 'description');
    const schema = isObject(parameter['schema']) ? parameter['schema'] : valueSchema(parameter);
    setMember(properties, name, { ...schema, ...(description === undefined ? {} : { description }), ...(parameter['deprecated'] === true ? { deprecated: true } : {}) });
    if (parameter['required'] === true) required.push(name);
    const style = parameter['type'] === 'array' ? listStyle(parameter['collectionFormat'], 'formData') : undefined;
    if (style !== undefined) setMember(encoding, name, style);
  }
  const forms = consumes.filter((mediaType) => /^(multipart\/|application\/x-www-form-urlencoded)/i.test(mediaType) && !(hasFile && mediaType.toLowerCase().startsWith(FORM)));
  const mediaTypes = forms.length > 0 ? forms : [hasFile ? MULTIPART : FORM];
  const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  const media = { schema, ...(Object.keys(encoding).length > 0 ? { encoding } : {}) };
  return { required: required.length > 0, content: contentOf(mediaTypes, media) };
}

/** The text items of a list, as `consumes` is; some write one media type without the list. */
export function mediaTypes(owner: JsonObject, key: string): string[] | undefined {
  const value = owner[key];
  if (typeof value === 'string' && value.trim() !== '') return [value.trim()];
  if (!Array.isArray(value)) return undefined;
  return listMember(owner, key).filter((item) => typeof item === 'string' && item.trim() !== '').map((item) => String(item).trim());
}

function about(parameter: JsonObject): JsonObject {
  const description = textMember(parameter, 'description');
  return { required: parameter['required'] === true, ...(description === undefined ? {} : { description }) };
}

function contentOf(types: string[], media: JsonObject): JsonObject {
  return Object.fromEntries(types.map((mediaType) => [mediaType, media]));
}

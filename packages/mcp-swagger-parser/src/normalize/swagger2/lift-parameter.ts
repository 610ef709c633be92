import { isObject } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import type { Warnings } from '../../warning.js';
import { listStyle } from './collection-format.js';
import { hasValueKeywords, valueSchema } from './value-schema.js';

/** False for a parameter or header that has its schema or content, as in OpenAPI 3. */
export function needsLifting(parameter: JsonObject): boolean {
  return !isObject(parameter['content']) && (parameter['schema'] === undefined || hasValueKeywords(parameter));
}

/** Gives a parameter or header of Swagger 2.0 a schema and a style, in place; one that has them stays as it is. `pointer` says where it stands. */
export function liftParameter(parameter: JsonObject, pointer: () => string, place: string, warnings: Warnings): void {
  if (!needsLifting(parameter)) return;
  const isList = parameter['type'] === 'array' || isObject(parameter['items']);
  const { schema } = parameter;
  parameter['schema'] = { ...valueSchema(parameter), ...(isObject(schema) ? schema : {}) };
  if (!isList || parameter['style'] !== undefined) return;
  const format = parameter['collectionFormat'];
  const style = listStyle(format, place);
  if (style === undefined) warnings.add('COLLECTION_FORMAT', pointer(), `The collectionFormat ${JSON.stringify(format)?.slice(0, 60)} is not known (csv, ssv, tsv, pipes or multi); the list is sent with commas.`);
  Object.assign(parameter, style ?? listStyle('csv', place));
}

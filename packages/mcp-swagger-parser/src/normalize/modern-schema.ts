import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { modernPattern } from './modern-pattern.js';
import { modernType } from './modern-type.js';
import type { Report } from './report.js';

/**
 * Turns one schema object, in place, from the dialects of OpenAPI 2.0 and 3.0 (and the older drafts that people write anyway) into
 * JSON Schema 2020-12. Its subschemas are not looked at. Doing it twice changes nothing.
 */
export function modernizeSchema(schema: JsonObject, report: Report): void {
  renameOldKeywords(schema);
  modernType(schema, report);
  modernBound(schema, 'exclusiveMinimum', 'minimum');
  modernBound(schema, 'exclusiveMaximum', 'maximum');
  if (typeof schema['pattern'] === 'string') {
    const pattern = modernPattern(schema['pattern']);
    if (pattern === undefined) {
      report('PATTERN', `The pattern ${JSON.stringify(schema['pattern'].slice(0, 200))} is not one of JSON Schema; values are not checked against it.`);
      delete schema['pattern'];
    } else schema['pattern'] = pattern;
  }
  if (Object.hasOwn(schema, 'example')) {
    if (!Object.hasOwn(schema, 'examples')) schema['examples'] = [schema['example']];
    delete schema['example'];
  }
  // Draft 3 wrote it on the property itself.
  if (Object.hasOwn(schema, 'required') && !Array.isArray(schema['required'])) delete schema['required'];
  allowNull(schema);
}

function renameOldKeywords(schema: JsonObject): void {
  if (schema['x-nullable'] === true) schema['nullable'] = true;
  delete schema['x-nullable'];
  if (Array.isArray(schema['items'])) {
    schema['prefixItems'] = schema['items'];
    delete schema['items'];
    if (Object.hasOwn(schema, 'additionalItems')) schema['items'] = schema['additionalItems'];
  }
  delete schema['additionalItems'];
  const { dependencies } = schema;
  if (!isObject(dependencies)) return;
  delete schema['dependencies'];
  const entries = Object.entries(dependencies);
  const lists = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => isObject(value));
  if (lists.length > 0) schema['dependentRequired'] = Object.fromEntries(lists);
  if (schemas.length > 0) schema['dependentSchemas'] = Object.fromEntries(schemas);
}

/** In draft 4 an exclusive bound was a flag beside the bound. */
function modernBound(schema: JsonObject, exclusive: string, inclusive: string): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  const isExclusive = schema[exclusive];
  delete schema[exclusive];
  if (!isExclusive || typeof schema[inclusive] !== 'number') return;
  schema[exclusive] = schema[inclusive];
  delete schema[inclusive];
}

// These say something about a place where the schema is used, so they stay beside `anyOf` when null is allowed there.
const ABOUT_THE_PLACE = new Set(['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'discriminator']);

function allowNull(schema: JsonObject): void {
  const isNullable = schema['nullable'] === true;
  delete schema['nullable'];
  if (!isNullable) return;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...(schema['enum'] as unknown[]), null];
  const { type } = schema;
  if (typeof type === 'string') {
    if (type !== 'null') schema['type'] = [type, 'null'];
  } else if (Array.isArray(type)) {
    if (!type.includes('null')) schema['type'] = [...(type as unknown[]), 'null'];
  }
  const restricts = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'const'].some((keyword) => Object.hasOwn(schema, keyword));
  if (!restricts) return;
  const restriction = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ABOUT_THE_PLACE.has(keyword)));
  for (const keyword of Object.keys(restriction)) delete schema[keyword];
  schema['anyOf'] = [restriction, { type: 'null' }];
}

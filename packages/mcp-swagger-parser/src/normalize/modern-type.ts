import type { JsonObject } from '../json/json-object.js';
import { JSON_TYPES } from '../json/json-types.js';
import { shown } from '../json/shown.js';
import type { Report } from './report.js';

/** What people write for a type, and what they mean by it. */
const MEANT: Record<string, { type?: string; format?: string }> = {
  file: { type: 'string', format: 'binary' },
  binary: { type: 'string', format: 'binary' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  'date-time': { type: 'string', format: 'date-time' },
  timestamp: { type: 'string' },
  uuid: { type: 'string', format: 'uuid' },
  str: { type: 'string' },
  text: { type: 'string' },
  int: { type: 'integer' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  long: { type: 'integer', format: 'int64' },
  float: { type: 'number', format: 'float' },
  double: { type: 'number', format: 'double' },
  decimal: { type: 'number' },
  bool: { type: 'boolean' },
  list: { type: 'array' },
  dict: { type: 'object' },
  map: { type: 'object' },
  any: {},
};

/** Leaves in `type` only what JSON Schema knows, and makes `enum` agree with it. */
export function modernType(schema: JsonObject, report: Report): void {
  const { type } = schema;
  if (type === undefined) return;
  if (typeof type === 'string' && !JSON_TYPES.has(type)) replaceType(schema, type, report);
  else if (Array.isArray(type)) {
    const known = [...new Set(type.map((one: unknown) => (one === null ? 'null' : one)))].filter((one) => JSON_TYPES.has(one));
    if (known.length < type.length) report('TYPE', `The type ${shown(type)} is not one of JSON Schema; what is known of it is kept.`);
    if (known.length === 0) delete schema['type'];
    else schema['type'] = known.length === 1 ? known[0] : known;
  } else if (typeof type !== 'string') {
    report('TYPE', `The type ${shown(type)} is not one of JSON Schema; any value is taken.`);
    delete schema['type'];
  }
  agreeWithEnum(schema);
}

function replaceType(schema: JsonObject, type: string, report: Report): void {
  const lower = type.trim().toLowerCase();
  const meant = JSON_TYPES.has(lower) ? { type: lower } : Object.hasOwn(MEANT, lower) ? MEANT[lower] : undefined;
  report('TYPE', `The type ${JSON.stringify(type)} is not one of JSON Schema; ${typeof meant?.['type'] === 'string' ? `taken as ${meant['type']}` : 'any value is taken'}.`);
  delete schema['type'];
  for (const [keyword, value] of Object.entries(meant ?? {})) schema[keyword] ??= value;
}

/** `type: string` with the numbers 1 and 2 in `enum` (YAML without quotes) would allow nothing at all. */
function agreeWithEnum(schema: JsonObject): void {
  const { type } = schema;
  if (!Array.isArray(schema['enum']) || typeof type !== 'string') return;
  schema['enum'] = schema['enum'].map((value: unknown) => {
    if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
    if ((type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
    if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
    return value;
  });
}

import type { JsonObject } from '../json/json-object.js';
import { JSON_TYPES } from '../json/json-types.js';
import { isWritable, shown } from '../json/shown.js';
import { pointerOf } from '../json/trail.js';
import type { Trail } from '../json/trail.js';
import type { Warnings } from '../warning.js';
import { couldBe } from './default-value.js';
import { withoutHtml } from './plain-text.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

const isType = (value: unknown): boolean => JSON_TYPES.has(value);

/** The keywords of JSON Schema 2020-12 that hold no schema, and what their value must be. Others are not for the reader of a tool. */
const PLAIN_KEYWORDS: Record<string, (value: unknown) => boolean> = {
  type: (value) => (Array.isArray(value) ? value.length > 0 && new Set(value).size === value.length && value.every(isType) : isType(value)),
  title: isText,
  description: isText,
  format: isText,
  pattern: isText,
  contentEncoding: isText,
  contentMediaType: isText,
  deprecated: isFlag,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minContains: isCount,
  maxContains: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isFlag,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && (value as number) > 0,
  const: () => true,
  // No word of JSON Schema, but what users choose from is named so in forms (MCP "Elicitation").
  enumNames: (value) => Array.isArray(value) && value.every(isText),
};

const KINDS: [RegExp, string[]][] = [
  [/^((min|max)Length|pattern)$/, ['string']],
  [/^((min|max)Items|uniqueItems)$/, ['array']],
  [/^(min|max)Properties$/, ['object']],
  [/^((exclusive)?(Mini|Maxi|mini|maxi)mum|multipleOf)$/, ['number', 'integer']],
];

interface PlainKeyword {
  isRight: (value: unknown) => boolean;
  /** The types whose values it asks something of; absent for all. */
  kinds: string[] | undefined;
}

const PLAIN = new Map(Object.entries(PLAIN_KEYWORDS).map(([keyword, isRight]): [string, PlainKeyword] => [keyword, { isRight, kinds: KINDS.find(([names]) => names.test(keyword))?.[1] }]));

/** True for a limit on something that a value of this type does not have, and for `uniqueItems: false`: they ask nothing. */
function isIdle(keyword: string, value: unknown, type: unknown, { kinds }: PlainKeyword): boolean {
  if (keyword === 'uniqueItems' && value === false) return true;
  return kinds !== undefined && typeof type === 'string' && !kinds.includes(type);
}

/** Copies the keywords that hold no schema; what is wrong in one is a warning. */
export function copyPlain(schema: JsonObject, copy: JsonObject, trail: Trail, warnings: Warnings): void {
  for (const keyword in schema) {
    const value = schema[keyword];
    switch (keyword) {
      case 'description':
        if (typeof value === 'string') copy['description'] = withoutHtml(value);
        else if (value !== null) lose(keyword, value, trail, warnings);
        break;
      case 'examples': {
        const examples = isWritable(value) ? briefExample(value) : lose(keyword, value, trail, warnings);
        if (examples !== undefined) copy['examples'] = examples;
        break;
      }
      case 'enum': {
        const values = isWritable(value) ? distinctValues(value) : undefined;
        if (values !== undefined) copy['enum'] = values;
        else if (value !== null) lose(keyword, value, trail, warnings);
        break;
      }
      case 'default':
        if (!isWritable(value)) lose(keyword, value, trail, warnings);
        else if (couldBe(value, schema)) copy['default'] = value;
        else if (value !== null && value !== '') lose(keyword, value, trail, warnings, 'is no value of its schema:');
        break;
      default: {
        const plain = PLAIN.get(keyword);
        if (plain === undefined) break;
        if (keyword === 'const' && !isWritable(value)) lose(keyword, value, trail, warnings);
        else if (!isIdle(keyword, value, schema['type'], plain)) {
          const written = asWritten(keyword, value);
          if (plain.isRight(written)) copy[keyword] = written;
          else if (value !== null) lose(keyword, value, trail, warnings);
        }
      }
    }
  }
  // Of 3.0; since 3.1 it is said with contentEncoding.
  if (schema['format'] === 'byte' && copy['contentEncoding'] === undefined) copy['contentEncoding'] = 'base64';
}

function lose(keyword: string, value: unknown, trail: Trail, warnings: Warnings, because = 'cannot be'): undefined {
  warnings.add('SCHEMA', pointerOf({ around: trail, step: keyword }), `${keyword} ${because} ${shown(value)}; it is left out.`);
}

const LIMIT = /^(min|max|exclusive|multiple)/;

/** A limit written as text (`maxLength: "10"`) is a limit all the same. */
function asWritten(keyword: string, value: unknown): unknown {
  return typeof value === 'string' && LIMIT.test(keyword) && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

const LONGEST_EXAMPLE = 200;

/** The one example worth its tokens: the first, when it is short. */
export function briefExample(examples: unknown): unknown[] | undefined {
  if (!Array.isArray(examples) || examples.length === 0 || examples[0] === undefined) return undefined;
  const first: unknown = examples[0];
  const size = typeof first === 'string' ? first.length : (JSON.stringify(first)?.length ?? Infinity);
  return size <= LONGEST_EXAMPLE ? [first] : undefined;
}

/** The distinct values of an `enum`; undefined when there are none. */
function distinctValues(values: unknown): unknown[] | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  if (values.every((value) => typeof value === 'string')) return [...new Set(values)];
  const byText = new Map(values.map((value: unknown) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

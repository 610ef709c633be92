import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { LISTS } from '../normalize/subschemas.js';
import { definitionOf, requiredNames } from './definition-edges.js';
import { LONGEST_DEEP_ENUM } from './detail.js';
import type { Detail } from './detail.js';
import { shortened } from './plain-text.js';

const NONE: ReadonlySet<string> = new Set();
const SCALARS = new Set(['string', 'number', 'integer', 'boolean', 'null']);
/** A looser schema inside these makes a tighter one of the whole, or they look at what else has been seen. */
const NOT_MONOTONE = new Set(['not', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'unevaluatedProperties', 'unevaluatedItems']);

/** One schema at a level of a tool with less detail; `stays` says which definitions are still there, `isRequired` that a value must be given. */
export function shortenSchema(schema: JsonObject, depth: number, detail: Detail, definitions: JsonObject, stays: (name: string) => boolean, isRequired: boolean): JsonObject {
  return new Shortening(detail, definitions, stays).shorten(schema, depth, isRequired, NONE);
}

class Shortening {
  constructor(
    private readonly detail: Detail,
    private readonly definitions: JsonObject,
    private readonly stays: (name: string) => boolean,
  ) {}

  /** `outer` are the names that the schemas which this one is composed into require. */
  shorten(schema: JsonObject, depth: number, isRequired: boolean, outer: ReadonlySet<string>): JsonObject {
    const result: JsonObject = {};
    const required = requiredNames(schema, outer);
    const at = { result, depth, isRequired, required, schema };
    for (const keyword in schema) this.#shortenKeyword(keyword, schema[keyword], at);
    return result;
  }

  #shortenKeyword(keyword: string, value: unknown, at: { result: JsonObject; depth: number; isRequired: boolean; required: ReadonlySet<string>; schema: JsonObject }): void {
    const { result, depth, isRequired, required } = at;
    const isStructural = Number.isFinite(this.detail.depth);
    switch (keyword) {
      case 'title':
      case 'examples':
        return;
      case 'description': {
        const text = typeof value === 'string' ? shortened(value, this.detail.longest[Math.min(Math.max(depth, 1), 3) - 1] ?? 0) : '';
        if (text !== '') result[keyword] = text;
        return;
      }
      case 'default':
        if (depth <= 2 || !isStructural) result[keyword] = value;
        return;
      case 'enum':
        if (depth <= 2 || isRequired || !isStructural || isShort(value)) result[keyword] = value;
        return;
      case '$ref': {
        const name = definitionOf(value);
        if (name === undefined || this.stays(name)) result[keyword] = value;
        return;
      }
      case 'properties':
      case 'patternProperties':
        if (isObject(value)) this.#shortenMembers(keyword, value, at);
        return;
      case 'additionalProperties':
        // What is not named any more is not one of the others either.
        if (this.#namesAll(depth + 1)) result[keyword] = isObject(value) ? this.#nested(value, depth + 1, false) : value;
        return;
      case 'dependentSchemas':
        if (isObject(value)) result[keyword] = mapped(value, (inner) => (isObject(inner) ? this.shorten(inner, depth, false, NONE) : inner));
        return;
      case 'items':
      case 'propertyNames':
        result[keyword] = isObject(value) ? this.shorten(value, depth, isRequired, NONE) : value;
        return;
    }
    if (LISTS.has(keyword) && Array.isArray(value)) {
      result[keyword] = value.map((inner: unknown) => (isObject(inner) ? this.shorten(inner, depth, isRequired, keyword === 'allOf' ? required : NONE) : inner));
    } else if (!NOT_MONOTONE.has(keyword) || !isStructural) {
      result[keyword] = value;
    } else if (depth <= 2 && !keyword.startsWith('unevaluated') && !refers(at.schema, NOT_MONOTONE)) result[keyword] = value;
  }

  #shortenMembers(keyword: string, value: JsonObject, { result, depth, required }: { result: JsonObject; depth: number; required: ReadonlySet<string> }): void {
    const members: JsonObject = {};
    for (const name in value) {
      const inner = value[name];
      const isRequired = keyword === 'properties' && required.has(name);
      if (!isRequired && keyword === 'properties' && !this.#namesAll(depth + 1)) continue;
      setMember(members, name, isObject(inner) ? this.#nested(inner, depth + 1, isRequired) : inner);
    }
    if (Object.keys(members).length > 0 || Object.keys(value).length === 0) result[keyword] = members;
  }

  /** Properties at this level are named, at least. */
  #namesAll(depth: number): boolean {
    return this.detail.namesDeeper || depth <= this.detail.depth;
  }

  #nested(schema: JsonObject, depth: number, isRequired: boolean): JsonObject {
    return isRequired || depth <= this.detail.depth ? this.shorten(schema, depth, isRequired, NONE) : this.#outline(schema);
  }

  /** What a value is in a word, or anything. */
  #outline(schema: JsonObject): JsonObject {
    const name = definitionOf(schema['$ref']);
    if (name !== undefined && this.stays(name)) return { $ref: schema['$ref'] };
    const target = name === undefined ? schema : this.definitions[name];
    if (!isObject(target)) return {};
    const result: JsonObject = {};
    if (target['type'] !== undefined) result['type'] = target['type'];
    if (typeof target['type'] !== 'string' || !SCALARS.has(target['type'])) return result;
    if (isShort(target['enum'])) result['enum'] = target['enum'];
    if (target['const'] !== undefined) result['const'] = target['const'];
    if (target['format'] !== undefined) result['format'] = target['format'];
    return result;
  }
}

function isShort(values: unknown): boolean {
  return Array.isArray(values) && JSON.stringify(values).length <= LONGEST_DEEP_ENUM;
}

/** True when one of these keywords of a schema has a reference in it. */
function refers(schema: JsonObject, keywords: ReadonlySet<string>): boolean {
  return Object.entries(schema).some(([keyword, value]) => keywords.has(keyword) && JSON.stringify(value).includes('"$ref"'));
}

function mapped(map: JsonObject, change: (value: unknown) => unknown): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(map)) setMember(result, name, change(value));
  return result;
}

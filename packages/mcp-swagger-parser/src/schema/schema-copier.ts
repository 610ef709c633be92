import { isObject, listMember, member, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { LISTS, SINGLE } from '../normalize/subschemas.js';
import type { Warnings } from '../warning.js';
import { definitionName } from './definition-names.js';
import { branchValues, withDiscriminator } from './discriminator.js';
import { fileSchema, isBinary } from './file-schema.js';
import { asWritten, briefExample, distinctValues, PLAIN_KEYWORDS } from './keywords.js';
import { namesLeftBehind } from './read-only.js';
import type { Direction } from './read-only.js';

/** A schema that stands on its own but for the `$defs` it names. */
export interface Copy {
  schema: JsonObject;
  uses: Set<string>;
}

/** The maps of names to schemas that a copy keeps; `$defs` and `definitions` are reached by reference only. */
const KEPT_MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/**
 * Copies schemas out of a normalized document into tools: what JSON Schema does not know is dropped, references point to `$defs`, and
 * properties that do not travel this way are left out. A definition is copied once and shared by all tools.
 */
export class SchemaCopier {
  readonly #definitions = new Map<string, Copy>();
  // Definitions are copied one after the other, not inside each other: a long chain of them must not overflow the stack.
  readonly #pending: (() => void)[] = [];

  constructor(
    private readonly references: References,
    private readonly direction: Direction,
    private readonly warnings: Warnings,
  ) {}

  /** A copy of the schema that stands at a pointer. */
  copy(schema: unknown, pointer: string): Copy {
    const uses = new Set<string>();
    const copy = { schema: this.#copy(schema, pointer, uses, new Set()), uses };
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) next();
    return copy;
  }

  /** All definitions that these copies need, directly or through each other, in the order of their names. */
  definitions(copies: Copy[]): JsonObject | undefined {
    const needed = new Map<string, JsonObject>();
    const queue = copies.flatMap(({ uses }) => [...uses]);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const definition = this.#definitions.get(name);
      if (definition === undefined || needed.has(name)) continue;
      needed.set(name, definition.schema);
      queue.push(...definition.uses);
    }
    if (needed.size === 0) return undefined;
    return Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #copy(schema: unknown, pointer: string, uses: Set<string>, notRequired: Set<string>): JsonObject {
    if (schema === false) return { not: {} };
    if (!isObject(schema)) {
      if (schema !== true && schema !== null && schema !== undefined) {
        this.warnings.add('SCHEMA', pointer, `Expected a schema, found ${JSON.stringify(schema)?.slice(0, 60) ?? 'nothing'}; any value is taken.`);
      }
      return {};
    }
    if (this.direction === 'input' && isBinary(schema)) return fileSchema(typeof schema['description'] === 'string' ? schema['description'] : undefined);

    const copy: JsonObject = {};
    if (typeof schema['$ref'] === 'string') {
      const name = this.#define(schema['$ref'], pointer);
      if (name !== undefined) {
        copy['$ref'] = `#/$defs/${name}`;
        uses.add(name);
      }
    }
    for (const [keyword, value] of Object.entries(schema)) this.#copyPlain(keyword, value, copy, pointer);

    const leftBehind = namesLeftBehind(schema, this.direction, this.references);
    for (const name of notRequired) leftBehind.add(name);
    for (const [keyword, value] of Object.entries(schema)) this.#copyNested(keyword, value, copy, { schema, pointer, uses, leftBehind });

    const required = [...new Set(listMember(schema, 'required'))].filter((name) => typeof name === 'string' && !leftBehind.has(name));
    if (required.length > 0) copy['required'] = required;
    if (isObject(schema['dependentRequired'])) copy['dependentRequired'] = schema['dependentRequired'];
    return copy;
  }

  #copyPlain(keyword: string, value: unknown, copy: JsonObject, pointer: string): void {
    if (keyword === 'examples') {
      const examples = briefExample(value);
      if (examples !== undefined) copy['examples'] = examples;
    } else if (keyword === 'enum') {
      const values = distinctValues(value);
      if (values !== undefined) copy['enum'] = values;
    } else if (Object.hasOwn(PLAIN_KEYWORDS, keyword)) {
      const written = asWritten(keyword, value);
      if (PLAIN_KEYWORDS[keyword]?.(written) === true) copy[keyword] = written;
      else if (value !== null) this.warnings.add('SCHEMA', append(pointer, keyword), `${keyword} cannot be ${JSON.stringify(value)?.slice(0, 60) ?? 'that'}; it is left out.`);
    }
  }

  #copyNested(keyword: string, value: unknown, copy: JsonObject, from: { schema: JsonObject; pointer: string; uses: Set<string>; leftBehind: Set<string> }): void {
    const here = append(from.pointer, keyword);
    const nested = (inner: unknown, at: string): JsonObject => this.#copy(inner, at, from.uses, new Set());
    if (SINGLE.has(keyword)) {
      const isFlag = typeof value === 'boolean' && keyword !== 'not' && keyword !== 'items';
      if (value !== null) copy[keyword] = isFlag ? value : nested(value, here);
    } else if (LISTS.has(keyword)) {
      if (!Array.isArray(value) || value.length === 0) return;
      const branches = value.map((branch: unknown, index) =>
        keyword === 'allOf' ? this.#copy(branch, append(here, index), from.uses, from.leftBehind) : this.#branch(from.schema, branch, nested(branch, append(here, index))),
      );
      // Documents write oneOf for branches that overlap; a value that fits two of them is still right.
      const kept = keyword === 'oneOf' ? 'anyOf' : keyword;
      if (kept === 'anyOf' && Object.hasOwn(copy, 'anyOf')) copy['allOf'] = [...listMember(copy, 'allOf'), { anyOf: branches }];
      else copy[kept] = [...(kept === 'allOf' ? listMember(copy, 'allOf') : []), ...branches];
    } else if (KEPT_MAPS.has(keyword) && isObject(value)) {
      const map: JsonObject = {};
      for (const [name, inner] of Object.entries(value)) {
        if (keyword === 'patternProperties' && !isPattern(name)) continue;
        if (keyword !== 'properties' || !from.leftBehind.has(name)) setMember(map, name, nested(inner, append(here, name)));
      }
      copy[keyword] = map;
    }
  }

  #branch(schema: JsonObject, branch: unknown, copy: JsonObject): JsonObject {
    const held = branchValues(member(schema, 'discriminator'), branch);
    if (held === undefined || Object.hasOwn(copy, 'properties')) return copy;
    return withDiscriminator(copy, held.property, held.values);
  }

  /** The name of the definition behind a reference, copied the first time; undefined when it leads nowhere. */
  #define(reference: string, pointer: string): string | undefined {
    const target = this.references.locate(reference);
    if (target === undefined || this.references.follow(target.value, target.pointer) === undefined) {
      if (typeof target?.value !== 'boolean') {
        this.warnings.add('REFERENCE', pointer, `The reference ${JSON.stringify(reference)} leads to no schema; any value is taken.`);
        return undefined;
      }
    }
    const name = definitionName(target.pointer);
    if (!this.#definitions.has(name)) {
      const definition: Copy = { schema: {}, uses: new Set() };
      this.#definitions.set(name, definition);
      this.#pending.push(() => {
        definition.schema = this.#copy(target.value, target.pointer, definition.uses, new Set());
      });
    }
    return name;
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

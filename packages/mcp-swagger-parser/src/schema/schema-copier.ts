import { isObject, listMember, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { shown } from '../json/shown.js';
import { pointerOf, trailAt } from '../json/trail.js';
import type { Trail } from '../json/trail.js';
import { LISTS, SINGLE } from '../normalize/subschemas.js';
import type { Warnings } from '../warning.js';
import { definitionName, heirsName } from './definition-names.js';
import { branchValues, withDiscriminator } from './discriminator.js';
import { fileSchema, isBinary } from './file-schema.js';
import { Inheritance } from './inheritance.js';
import { definitionSize } from './json-size.js';
import { copyPlain } from './keywords.js';
import { cutPlaceCycles } from './place-cycles.js';
import type { InPlace } from './place-cycles.js';
import { namesLeftBehind } from './read-only.js';
import type { Direction } from './read-only.js';

/** A schema that stands on its own but for the `$defs` it names. */
export interface Copy {
  schema: JsonObject;
  uses: Set<string>;
}

interface Definition extends Copy {
  inPlace: InPlace[];
}

/** What is around the place at which a copy is being made. */
interface Place {
  uses: Set<string>;
  /** The references that apply to the same value as the definition; undefined once the copy is about something inside that value. */
  inPlace: InPlace[] | undefined;
  /** Names that what this is composed into does not require, for they do not travel this way. */
  notRequired: ReadonlySet<string>;
  /** The component that inherits here, when this is a part of its `allOf`. */
  heir: Trail | undefined;
  /** The same for what is inside the value; made when it is first needed. */
  inside?: Place;
}

const NONE: ReadonlySet<string> = new Set();
/** The keywords of which a copy keeps the schemas inside; `$defs` and `definitions` are reached by reference only. */
const NESTED = new Map<string, 'single' | 'list' | 'map'>([
  ...[...SINGLE].map((keyword) => [keyword, 'single'] as const),
  ...[...LISTS].map((keyword) => [keyword, 'list'] as const),
  ...['properties', 'patternProperties', 'dependentSchemas'].map((keyword) => [keyword, 'map'] as const),
]);
/** These are about the same value as the schema in which they stand. */
const SAME_VALUE = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas']);

/**
 * Copies schemas out of a normalized document into tools: what JSON Schema does not know is dropped, references point to `$defs`, and
 * properties that do not travel this way are left out. A definition is copied once and shared by all tools. With `files`, bytes are taken
 * as files are given to a tool; without, they are the text that a document calls so.
 */
export class SchemaCopier {
  readonly #definitions = new Map<string, Definition>();
  // Definitions are copied one after the other, not inside each other: a long chain of them must not overflow the stack.
  readonly #pending: (() => void)[] = [];
  readonly #withoutCycles = new Set<string>();
  readonly #inheritance: Inheritance;
  readonly #names = new Map<string, string>();
  readonly #needed = new Map<string, JsonObject>();

  constructor(
    private readonly references: References,
    /** `both` for a document in which nothing travels one way only. */
    private readonly direction: Direction | 'both',
    private readonly warnings: Warnings,
    private readonly files: 'files' | 'text' = 'text',
  ) {
    this.#inheritance = new Inheritance(references);
  }

  /** A copy of the schema that stands at a pointer. */
  copy(schema: unknown, pointer: string): Copy {
    const uses = new Set<string>();
    const copy = { schema: this.#copy(schema, trailAt(pointer), { uses, inPlace: undefined, notRequired: NONE, heir: undefined }), uses };
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) next();
    for (const name of uses) {
      if (this.#withoutCycles.has(name)) continue;
      cutPlaceCycles(name, (one) => this.#definitions.get(one)?.inPlace ?? [], this.#withoutCycles, (cut) =>
        this.warnings.add('REFERENCE', `${pointer} ${cut}`, `The schema ${cut} refers to itself without end; the reference that closes the circle is left out.`),
      );
    }
    return copy;
  }

  /** All definitions that these copies need, directly or through each other, in the order of their names; undefined when they need none. Those who need the same share one object. */
  definitions(copies: Copy[]): JsonObject | undefined {
    const roots = new Set<string>();
    for (const { uses } of copies) for (const name of uses) roots.add(name);
    if (roots.size === 0) return undefined;
    const key = roots.size === 1 ? ([...roots][0] ?? '') : [...roots].sort().join(' ');
    const before = this.#needed.get(key);
    if (before !== undefined) return before;
    const names = this.#closure(roots, Infinity);
    if (names === 'too large' || names.length === 0) return undefined;
    const needed: JsonObject = {};
    for (const name of names.sort()) setMember(needed, name, this.#definitions.get(name)?.schema);
    this.#needed.set(key, needed);
    return needed;
  }

  /** The same; `too large` when they are more than so many characters of JSON. */
  definitionsWithin(most: number, copies: Copy[]): JsonObject | undefined | 'too large' {
    const roots = new Set<string>();
    for (const { uses } of copies) for (const name of uses) roots.add(name);
    return this.#closure(roots, most) === 'too large' ? 'too large' : this.definitions(copies);
  }

  #closure(roots: Iterable<string>, most: number): string[] | 'too large' {
    let size = 0;
    const needed = new Set<string>();
    const queue = [...roots];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (needed.has(name)) continue;
      const definition = this.#definitions.get(name);
      if (definition === undefined) continue;
      needed.add(name);
      if (most < Infinity) size += definitionSize(definition.schema);
      if (size > most) return 'too large';
      for (const used of definition.uses) if (!needed.has(used)) queue.push(used);
    }
    return [...needed];
  }

  #copy(schema: unknown, trail: Trail, place: Place): JsonObject {
    if (schema === false) return { not: {} };
    if (!isObject(schema)) {
      if (schema !== true && schema !== null && schema !== undefined) {
        this.warnings.add('SCHEMA', pointerOf(trail), `Expected a schema, found ${shown(schema)}; any value is taken.`);
      }
      return {};
    }
    if (this.files === 'files' && isBinary(schema)) return fileSchema(typeof schema['description'] === 'string' ? schema['description'] : undefined);

    const copy: JsonObject = {};
    if (typeof schema['$ref'] === 'string') this.#copyReference(schema['$ref'], copy, trail, place);
    copyPlain(schema, copy, trail, this.warnings);
    // Most references stand alone, and to look through what they refer to each time would take long.
    if (!saysMore(schema)) return copy;

    const { notRequired } = place;
    const own = this.direction === 'both' ? NONE : namesLeftBehind(schema, this.direction, this.references);
    const leftBehind = own.size === 0 ? notRequired : notRequired.size === 0 ? own : new Set([...own, ...notRequired]);
    const here = leftBehind === notRequired ? place : { uses: place.uses, inPlace: place.inPlace, notRequired: leftBehind, heir: place.heir };
    for (const keyword in schema) {
      const kind = NESTED.get(keyword);
      if (kind !== undefined) this.#copyNested(kind, keyword, schema, copy, { around: trail, step: keyword }, here);
    }

    const { required, dependentRequired } = schema;
    if (Array.isArray(required)) {
      const kept = [...new Set(required as unknown[])].filter((name) => typeof name === 'string' && !leftBehind.has(name));
      if (kept.length > 0) copy['required'] = kept;
    }
    if (isObject(dependentRequired)) copyDependencies(dependentRequired, copy, leftBehind);
    return copy;
  }

  #copyReference(reference: string, copy: JsonObject, trail: Trail, place: Place): void {
    const name = this.#define(reference, trail, place.heir);
    if (name === undefined) return;
    copy['$ref'] = `#/$defs/${name}`;
    place.uses.add(name);
    place.inPlace?.push({ holder: copy, name });
  }

  #copyNested(kind: 'single' | 'list' | 'map', keyword: string, schema: JsonObject, copy: JsonObject, trail: Trail, place: Place): void {
    const value = schema[keyword];
    const next = SAME_VALUE.has(keyword) ? sameValue(keyword, trail, place) : insideOf(place);
    if (kind === 'single') {
      const isFlag = typeof value === 'boolean' && keyword !== 'not' && keyword !== 'items';
      if (value !== null) copy[keyword] = isFlag ? value : this.#copy(value, trail, next);
    } else if (kind === 'list') {
      // One schema where a list of them is expected is meant as a list of one.
      const list: unknown[] = Array.isArray(value) ? value : isObject(value) ? [value] : [];
      if (list.length === 0) return;
      const { discriminator } = schema;
      const branches = list.map((branch, index) => {
        const branchCopy = this.#copy(branch, Array.isArray(value) ? { around: trail, step: index } : trail, next);
        return discriminator === undefined || keyword === 'allOf' ? branchCopy : discriminated(discriminator, branch, branchCopy);
      });
      // Documents write oneOf for branches that overlap; a value that fits two of them is still right.
      const kept = keyword === 'oneOf' ? 'anyOf' : keyword;
      if (kept === 'anyOf' && Object.hasOwn(copy, 'anyOf')) copy['allOf'] = [...listMember(copy, 'allOf'), { anyOf: branches }];
      else copy[kept] = [...(kept === 'allOf' ? listMember(copy, 'allOf') : []), ...branches];
    } else if (isObject(value)) copy[keyword] = this.#copyMap(keyword, value, trail, next, place.notRequired);
    else if (value !== null) this.warnings.add('SCHEMA', pointerOf(trail), `${keyword} maps names to schemas, ${shown(value)} does not; it is left out.`);
  }

  #copyMap(keyword: string, schemas: JsonObject, trail: Trail, next: Place, leftBehind: ReadonlySet<string>): JsonObject {
    const map: JsonObject = {};
    for (const name in schemas) {
      if (keyword === 'patternProperties' && !isPattern(name)) continue;
      if (keyword !== 'properties' || !leftBehind.has(name)) setMember(map, name, this.#copy(schemas[name], { around: trail, step: name }, next));
    }
    return map;
  }

  /** The name of the definition behind a reference, copied the first time; undefined when it leads nowhere. */
  #define(reference: string, trail: Trail, heir: Trail | undefined): string | undefined {
    const before = heir === undefined ? this.#names.get(reference) : undefined;
    if (before !== undefined) return before;
    const target = this.references.locate(reference);
    if (target === undefined || this.references.follow(target.value, target.pointer) === undefined) {
      if (typeof target?.value !== 'boolean') {
        this.warnings.add('REFERENCE', pointerOf(trail), `The reference ${JSON.stringify(reference)} leads to no schema; any value is taken.`);
        return undefined;
      }
    }
    const { value, pointer } = target;
    const isParent = this.direction === 'input' && isObject(value) && this.#inheritance.isParent(value, pointer);
    const isInherited = heir !== undefined && isParent && this.#isHeir(pointerOf(heir), value, pointer);
    const name = isParent && !isInherited ? this.#defineHeirs(value, pointer) : this.#defineSchema(value, pointer);
    if (heir === undefined) this.#names.set(reference, name);
    return name;
  }

  #isHeir(one: string, parent: JsonObject, pointer: string): boolean {
    return this.#inheritance.heirs(parent, pointer).some(({ reference }) => reference === one);
  }

  /** A schema that others inherit from stands for any of them, and for itself. */
  #defineHeirs(parent: JsonObject, pointer: string): string {
    return this.#defineOnce(heirsName(pointer), (at) => {
      const branches = this.#inheritance.heirs(parent, pointer).map(({ reference, values }) => {
        const branch: JsonObject = {};
        // An heir with heirs of its own is meant as such; they are listed beside it.
        const { value = {}, pointer: heirPointer = reference } = this.references.locate(reference) ?? {};
        this.#refer(branch, this.#defineSchema(value, heirPointer), at);
        return withDiscriminator(branch, this.#inheritance.property(parent), values);
      });
      const itself: JsonObject = {};
      this.#refer(itself, this.#defineSchema(parent, pointer), at);
      return { anyOf: [...branches, itself] };
    });
  }

  #refer(holder: JsonObject, name: string, { uses, inPlace }: Definition): void {
    holder['$ref'] = `#/$defs/${name}`;
    uses.add(name);
    inPlace.push({ holder, name });
  }

  #defineSchema(schema: unknown, pointer: string): string {
    return this.#defineOnce(definitionName(pointer), ({ uses, inPlace }) => this.#copy(schema, trailAt(pointer), { uses, inPlace, notRequired: NONE, heir: undefined }));
  }

  #defineOnce(name: string, make: (definition: Definition) => JsonObject): string {
    if (this.#definitions.has(name)) return name;
    const definition: Definition = { schema: {}, uses: new Set(), inPlace: [] };
    this.#definitions.set(name, definition);
    this.#pending.push(() => {
      definition.schema = make(definition);
    });
    return name;
  }
}

/** True when some keyword holds schemas or names of properties. */
function saysMore(schema: JsonObject): boolean {
  for (const keyword in schema) if (NESTED.has(keyword) || keyword === 'required' || keyword === 'dependentRequired') return true;
  return false;
}

function insideOf(place: Place): Place {
  if (place.inPlace === undefined && place.notRequired === NONE && place.heir === undefined) return place;
  return (place.inside ??= { uses: place.uses, inPlace: undefined, notRequired: NONE, heir: undefined });
}

function sameValue(keyword: string, trail: Trail, { uses, inPlace, notRequired, heir }: Place): Place {
  return { uses, inPlace, notRequired: keyword === 'not' || keyword === 'if' ? NONE : notRequired, heir: keyword === 'allOf' ? (heir ?? trail.around) : undefined };
}

function discriminated(discriminator: unknown, branch: unknown, copy: JsonObject): JsonObject {
  const held = branchValues(discriminator, branch);
  if (held === undefined || Object.hasOwn(copy, 'properties')) return copy;
  return withDiscriminator(copy, held.property, held.values);
}

function copyDependencies(declared: JsonObject, copy: JsonObject, leftBehind: ReadonlySet<string>): void {
  const dependencies: JsonObject = {};
  for (const [name, names] of Object.entries(declared)) {
    if (!Array.isArray(names)) continue;
    setMember(dependencies, name, [...new Set(names)].filter((one) => typeof one === 'string' && !leftBehind.has(one)));
  }
  copy['dependentRequired'] = dependencies;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

import { isObject, listMember, member, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { shown } from '../json/shown.js';
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

/** Where a copy is being made. */
interface Place {
  pointer: string;
  uses: Set<string>;
  /** The references that apply to the same value as the definition; absent once the copy is about something inside that value. */
  inPlace?: InPlace[];
  /** Names that what this is composed into does not require, for they do not travel this way. */
  notRequired: ReadonlySet<string>;
  /** The pointer of the component that inherits here, when this is a part of its `allOf`. */
  heir?: string;
}

const NONE: ReadonlySet<string> = new Set();
/** The maps of names to schemas that a copy keeps; `$defs` and `definitions` are reached by reference only. */
const KEPT_MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const NESTED = new Set([...SINGLE, ...LISTS, ...KEPT_MAPS]);
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

  constructor(
    private readonly references: References,
    private readonly direction: Direction,
    private readonly warnings: Warnings,
    private readonly files: 'files' | 'text' = 'text',
  ) {
    this.#inheritance = new Inheritance(references);
  }

  /** A copy of the schema that stands at a pointer. */
  copy(schema: unknown, pointer: string): Copy {
    const uses = new Set<string>();
    const copy = { schema: this.#copy(schema, { pointer, uses, notRequired: NONE }), uses };
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) next();
    for (const name of uses) {
      cutPlaceCycles(name, (one) => this.#definitions.get(one)?.inPlace ?? [], this.#withoutCycles, (cut) =>
        this.warnings.add('REFERENCE', `${pointer} ${cut}`, `The schema ${cut} refers to itself without end; the reference that closes the circle is left out.`),
      );
    }
    return copy;
  }

  /** All definitions that these copies need, directly or through each other, in the order of their names; undefined when they need none. */
  definitions(copies: Copy[]): JsonObject | undefined {
    const needed = this.definitionsWithin(Infinity, copies);
    return needed === 'too large' ? undefined : needed;
  }

  /** The same; `too large` when they are more than so many characters of JSON. */
  definitionsWithin(most: number, copies: Copy[]): JsonObject | undefined | 'too large' {
    let size = 0;
    const needed = new Map<string, JsonObject>();
    const queue = copies.flatMap(({ uses }) => [...uses]);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const definition = this.#definitions.get(name);
      if (definition === undefined || needed.has(name)) continue;
      needed.set(name, definition.schema);
      if (most < Infinity) size += definitionSize(definition.schema);
      if (size > most) return 'too large';
      queue.push(...definition.uses);
    }
    if (needed.size === 0) return undefined;
    return Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #copy(schema: unknown, place: Place): JsonObject {
    const { pointer, notRequired } = place;
    if (schema === false) return { not: {} };
    if (!isObject(schema)) {
      if (schema !== true && schema !== null && schema !== undefined) {
        this.warnings.add('SCHEMA', pointer, `Expected a schema, found ${shown(schema)}; any value is taken.`);
      }
      return {};
    }
    if (this.files === 'files' && isBinary(schema)) return fileSchema(typeof schema['description'] === 'string' ? schema['description'] : undefined);

    const copy: JsonObject = {};
    if (typeof schema['$ref'] === 'string') this.#copyReference(schema['$ref'], copy, place);
    copyPlain(schema, copy, pointer, this.warnings);

    const own = namesLeftBehind(schema, this.direction, this.references);
    const leftBehind = own.size === 0 ? notRequired : notRequired.size === 0 ? own : new Set([...own, ...notRequired]);
    const inside = leftBehind === notRequired ? place : { ...place, notRequired: leftBehind };
    for (const keyword of Object.keys(schema)) if (NESTED.has(keyword)) this.#copyNested(keyword, schema[keyword], copy, schema, inside);

    if (Array.isArray(schema['required'])) {
      const required = [...new Set(listMember(schema, 'required'))].filter((name) => typeof name === 'string' && !leftBehind.has(name));
      if (required.length > 0) copy['required'] = required;
    }
    if (isObject(schema['dependentRequired'])) copyDependencies(schema['dependentRequired'], copy, leftBehind);
    return copy;
  }

  #copyReference(reference: string, copy: JsonObject, place: Place): void {
    const name = this.#define(reference, place);
    if (name === undefined) return;
    copy['$ref'] = `#/$defs/${name}`;
    place.uses.add(name);
    place.inPlace?.push({ holder: copy, name });
  }

  #copyNested(keyword: string, value: unknown, copy: JsonObject, schema: JsonObject, place: Place): void {
    const { notRequired: leftBehind } = place;
    const isSameValue = SAME_VALUE.has(keyword);
    const at = (...tokens: (string | number)[]): Place => ({
      pointer: tokens.reduce<string>((pointer, token) => append(pointer, token), append(place.pointer, keyword)),
      uses: place.uses,
      ...(isSameValue && place.inPlace !== undefined ? { inPlace: place.inPlace } : {}),
      notRequired: isSameValue && keyword !== 'not' && keyword !== 'if' ? leftBehind : NONE,
      ...(keyword === 'allOf' ? { heir: place.heir ?? place.pointer } : {}),
    });
    if (SINGLE.has(keyword)) {
      const isFlag = typeof value === 'boolean' && keyword !== 'not' && keyword !== 'items';
      if (value !== null) copy[keyword] = isFlag ? value : this.#copy(value, at());
    } else if (LISTS.has(keyword)) {
      // One schema where a list of them is expected is meant as a list of one.
      const list: unknown[] = Array.isArray(value) ? value : isObject(value) ? [value] : [];
      if (list.length === 0) return;
      const branches = list.map((branch, index) => this.#branch(keyword === 'allOf' ? {} : schema, branch, this.#copy(branch, Array.isArray(value) ? at(index) : at())));
      // Documents write oneOf for branches that overlap; a value that fits two of them is still right.
      const kept = keyword === 'oneOf' ? 'anyOf' : keyword;
      if (kept === 'anyOf' && Object.hasOwn(copy, 'anyOf')) copy['allOf'] = [...listMember(copy, 'allOf'), { anyOf: branches }];
      else copy[kept] = [...(kept === 'allOf' ? listMember(copy, 'allOf') : []), ...branches];
    } else if (KEPT_MAPS.has(keyword)) {
      if (isObject(value)) copy[keyword] = this.#copyMap(keyword, value, at, leftBehind);
      else if (value !== null) this.warnings.add('SCHEMA', append(place.pointer, keyword), `${keyword} maps names to schemas, ${shown(value)} does not; it is left out.`);
    }
  }

  #copyMap(keyword: string, schemas: JsonObject, at: (name: string) => Place, leftBehind: ReadonlySet<string>): JsonObject {
    const map: JsonObject = {};
    for (const [name, inner] of Object.entries(schemas)) {
      if (keyword === 'patternProperties' && !isPattern(name)) continue;
      if (keyword !== 'properties' || !leftBehind.has(name)) setMember(map, name, this.#copy(inner, at(name)));
    }
    return map;
  }

  #branch(schema: JsonObject, branch: unknown, copy: JsonObject): JsonObject {
    const held = branchValues(member(schema, 'discriminator'), branch);
    if (held === undefined || Object.hasOwn(copy, 'properties')) return copy;
    return withDiscriminator(copy, held.property, held.values);
  }

  /** The name of the definition behind a reference, copied the first time; undefined when it leads nowhere. */
  #define(reference: string, place: Place): string | undefined {
    const target = this.references.locate(reference);
    if (target === undefined || this.references.follow(target.value, target.pointer) === undefined) {
      if (typeof target?.value !== 'boolean') {
        this.warnings.add('REFERENCE', place.pointer, `The reference ${JSON.stringify(reference)} leads to no schema; any value is taken.`);
        return undefined;
      }
    }
    const { value, pointer } = target;
    const isParent = this.direction === 'input' && isObject(value) && this.#inheritance.isParent(value, pointer);
    const isInherited = place.heir !== undefined && isParent && this.#inheritance.heirs(value, pointer).some((heir) => heir.reference === place.heir);
    if (isParent && !isInherited) return this.#defineHeirs(value, pointer);
    return this.#defineOnce(definitionName(pointer), (at) => this.#copy(value, { pointer, ...at, notRequired: NONE }));
  }

  /** A schema that others inherit from stands for any of them, and for itself. */
  #defineHeirs(parent: JsonObject, pointer: string): string {
    return this.#defineOnce(heirsName(pointer), (at) => {
      const branches = this.#inheritance.heirs(parent, pointer).map(({ reference, values }) => {
        const branch: JsonObject = {};
        // An heir with heirs of its own is meant as such; they are listed beside it.
        const { value = {}, pointer: heirPointer = reference } = this.references.locate(reference) ?? {};
        const name = this.#defineOnce(definitionName(heirPointer), (inner) => this.#copy(value, { pointer: heirPointer, ...inner, notRequired: NONE }));
        this.#refer(branch, name, at);
        return withDiscriminator(branch, this.#inheritance.property(parent), values);
      });
      const itself: JsonObject = {};
      this.#refer(itself, this.#defineOnce(definitionName(pointer), (inner) => this.#copy(parent, { pointer, ...inner, notRequired: NONE })), at);
      return { anyOf: [...branches, itself] };
    });
  }

  #refer(holder: JsonObject, name: string, { uses, inPlace }: { uses: Set<string>; inPlace: InPlace[] }): void {
    holder['$ref'] = `#/$defs/${name}`;
    uses.add(name);
    inPlace.push({ holder, name });
  }

  #defineOnce(name: string, make: (at: { uses: Set<string>; inPlace: InPlace[] }) => JsonObject): string {
    if (this.#definitions.has(name)) return name;
    const definition: Definition = { schema: {}, uses: new Set(), inPlace: [] };
    this.#definitions.set(name, definition);
    this.#pending.push(() => {
      definition.schema = make(definition);
    });
    return name;
  }
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

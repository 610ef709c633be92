import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { edgesOf } from './definition-edges.js';
import type { Edge } from './definition-edges.js';
import { usesOf } from './definition-uses.js';
import type { Use, Uses } from './definition-uses.js';
import { restSize } from './json-size.js';
import { shortenSchema } from './shorten-schema.js';
import type { Detail } from './detail.js';

/**
 * An input schema with less detail. It takes every value that the schema itself takes: what is left out only explains, or loosens. Arguments, their own
 * properties and what is required keep all that they ask for.
 */
export function abridge(schema: JsonObject, detail: Detail): JsonObject {
  const abridging = new Abridging([detail]);
  return abridging.abridge(abridging.take(schema), 0);
}

/** An input schema, taken apart: its arguments, and the definitions that they refer to. */
export interface Parts {
  whole: JsonObject;
  args: Argument[];
  definitions: JsonObject | undefined;
  /** The references of all arguments. */
  edges: Edge[];
  /** Tells those edges apart from others. */
  edgesKey: string;
  /** The size of all but the schemas of arguments and the definitions. */
  frameSize: number;
}

interface Argument {
  name: string;
  schema: JsonObject;
  isRequired: boolean;
  edges: Edge[];
  versions: Versions;
}

/** Something in JSON, and how many characters that is. */
interface Sized {
  schema: JsonObject;
  size: number;
}

/** What a schema was abridged to, by level and by the way in which it is used. */
interface Versions {
  /** Of one that refers to nothing, by level: when it is optional, and when it is required. */
  optional: (Sized | undefined)[];
  required: (Sized | undefined)[];
  byUse: Map<string, Sized>;
}

/** The definitions that stay of those of a schema. */
interface Kept {
  uses: Uses;
  definitions: JsonObject | undefined;
  size: number;
}

const NOTHING_KEPT: Kept = { uses: new Map(), definitions: undefined, size: 0 };

/** Abridges the schemas of a list of tools, to details that are told by their index; what the tools share is abridged once for each way in which it is used. */
export class Abridging {
  readonly #versions = new Map<JsonObject, Versions>();
  readonly #kept = new Map<JsonObject, Map<string, Kept>>();

  constructor(private readonly details: readonly Detail[]) {}

  /** Takes a schema apart. */
  take(whole: JsonObject): Parts {
    const required = Array.isArray(whole['required']) ? (whole['required'] as unknown[]) : [];
    const definitions = isObject(whole['$defs']) ? whole['$defs'] : undefined;
    const properties = isObject(whole['properties']) ? whole['properties'] : {};
    const args: Argument[] = [];
    const found = new Map<string, Edge>();
    let frameSize = restSize(whole) + 16;
    for (const name in properties) {
      const schema = properties[name];
      if (!isObject(schema)) continue;
      const isRequired = required.includes(name);
      const edges = definitions === undefined ? [] : edgesOf(schema);
      args.push({ name, schema, isRequired, edges, versions: this.#versionsOf(schema) });
      frameSize += name.length + 4;
      for (const edge of edges) {
        const optionalDepth = edge.optionalDepth > 0 ? edge.optionalDepth + 1 : isRequired ? 0 : 1;
        const before = found.get(edge.name);
        if (before === undefined || optionalDepth < before.optionalDepth) found.set(edge.name, { name: edge.name, depth: edge.depth + 1, optionalDepth });
      }
    }
    const edges = [...found.values()];
    return { whole, args, definitions, edges, edgesKey: edges.map(({ name, depth, optionalDepth }) => `${name} ${depth} ${optionalDepth}`).join(' '), frameSize };
  }

  /** The schema at a level of detail. */
  abridge(parts: Parts, level: number): JsonObject {
    const kept = this.#keep(parts, level);
    const properties: JsonObject = {};
    for (const arg of parts.args) setMember(properties, arg.name, this.#argument(arg, level, parts, kept).schema);
    const { $defs: _, ...rest } = parts.whole;
    return { ...rest, properties, ...(kept.definitions === undefined ? {} : { $defs: kept.definitions }) };
  }

  /** How many characters the schema is as JSON at a level of detail. */
  size(parts: Parts, level: number): number {
    const kept = this.#keep(parts, level);
    let size = parts.frameSize + kept.size;
    // For each level of each tool: what goes through a list in the other way makes an object of every step.
    const { args } = parts;
    for (let index = 0; index < args.length; index++) {
      const arg = args[index];
      if (arg !== undefined) size += this.#argument(arg, level, parts, kept).size;
    }
    return size;
  }

  #argument({ schema, isRequired, edges, versions }: Argument, level: number, { definitions = {} }: Parts, { uses }: Kept): Sized {
    if (edges.length === 0) return (versions[isRequired ? 'required' : 'optional'][level] ??= this.#shorten(schema, 1, level, definitions, uses, isRequired));
    const make = (): Sized => this.#shorten(schema, 1, level, definitions, uses, isRequired);
    return once(versions.byUse, `argument ${level} ${isRequired} ${namesIn(uses, edges)}`, make);
  }

  #keep(parts: Parts, level: number): Kept {
    const { definitions, edges, edgesKey } = parts;
    const detail = this.details[level];
    if (definitions === undefined || detail === undefined) return NOTHING_KEPT;
    let byUse = this.#kept.get(definitions);
    if (byUse === undefined) this.#kept.set(definitions, (byUse = new Map()));
    return once(byUse, `${level} ${edgesKey}`, () => {
      const uses = usesOf(edges, definitions, detail);
      if (uses.size === 0) return { uses, definitions: undefined, size: 0 };
      const kept: JsonObject = {};
      let size = 11;
      for (const name of [...uses.keys()].sort()) {
        const definition = definitions[name];
        const use = uses.get(name);
        if (!isObject(definition) || use === undefined) continue;
        const less = this.#definition(definition, use, level, definitions, uses);
        setMember(kept, name, less.schema);
        size += name.length + 4 + less.size;
      }
      return { uses, definitions: kept, size };
    });
  }

  #definition(definition: JsonObject, { depth, isRequired }: Use, level: number, definitions: JsonObject, uses: Uses): Sized {
    const deepest = this.details[level]?.depth ?? Infinity;
    const key = `${level} ${Math.min(depth, Number.isFinite(deepest) ? deepest + 1 : 3)} ${isRequired} ${namesIn(uses, edgesOf(definition))}`;
    return once(this.#versionsOf(definition).byUse, key, () => this.#shorten(definition, depth, level, definitions, uses, isRequired));
  }

  #shorten(schema: JsonObject, depth: number, level: number, definitions: JsonObject, uses: Uses, isRequired: boolean): Sized {
    const detail = this.details[level];
    const less = detail === undefined ? schema : shortenSchema(schema, depth, detail, definitions, (name) => uses.has(name), isRequired);
    return { schema: less, size: JSON.stringify(less).length };
  }

  #versionsOf(schema: JsonObject): Versions {
    let versions = this.#versions.get(schema);
    if (versions === undefined) this.#versions.set(schema, (versions = { optional: [], required: [], byUse: new Map() }));
    return versions;
  }
}

function namesIn(uses: Uses, edges: Edge[]): string {
  let names = '';
  for (const { name } of edges) if (uses.has(name)) names += `${name} `;
  return names;
}

function once<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}

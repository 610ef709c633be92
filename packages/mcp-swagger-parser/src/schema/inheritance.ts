import { isObject, listMember, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import { homeOfSchemas } from '../json/schema-home.js';

/** A schema that is its parent and more, and what the discriminating property holds in it. */
export interface Heir {
  reference: string;
  values: string[];
}

const MOST_HEIRS = 200;

/** Which schemas of the components inherit from which, by `allOf`, as a discriminator without `oneOf` means it (OpenAPI "Discriminator Object"). */
export class Inheritance {
  #children: Map<string, string[]> | undefined;
  readonly #heirs = new Map<string, Heir[]>();

  constructor(private readonly references: References) {}

  /** True when other schemas may stand in for this one and it does not list them itself. */
  isParent(schema: JsonObject, pointer: string): boolean {
    return discriminating(schema) !== undefined && schema['oneOf'] === undefined && schema['anyOf'] === undefined && this.heirs(schema, pointer).length > 0;
  }

  /** The name of the property that tells the heirs apart. */
  property(schema: JsonObject): string {
    return discriminating(schema) ?? '';
  }

  /** Those who inherit from a schema, over any number of generations, and those that its mapping names; at most 200. */
  heirs(schema: JsonObject, pointer: string): Heir[] {
    const before = this.#heirs.get(pointer);
    if (before !== undefined) return before;
    const heirs = this.#findHeirs(schema, pointer);
    this.#heirs.set(pointer, heirs);
    return heirs;
  }

  #findHeirs(schema: JsonObject, pointer: string): Heir[] {
    const found = new Map<string, Heir>();
    const discriminator = objectMember(schema, 'discriminator') ?? {};
    const add = (reference: string, value: string | undefined): void => {
      const target = this.references.locate(reference)?.pointer;
      if (target === undefined || target === pointer || found.size >= MOST_HEIRS) return;
      const heir = found.get(target) ?? { reference: target, values: [] };
      if (value !== undefined) heir.values.push(value);
      found.set(target, heir);
    };
    for (const [value, target] of Object.entries(objectMember(discriminator, 'mapping') ?? {})) {
      if (typeof target === 'string') add(target.startsWith('#') ? target : append(homeOfSchemas(this.references.root), target), value);
    }
    const queue = [...(this.#childrenOf(pointer) ?? [])];
    const seen = new Set(queue);
    for (let child = queue.shift(); child !== undefined; child = queue.shift()) {
      if (found.get(child) === undefined) add(child, child.slice(child.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~'));
      for (const grandchild of this.#childrenOf(child) ?? []) {
        if (seen.has(grandchild)) continue;
        seen.add(grandchild);
        queue.push(grandchild);
      }
    }
    return [...found.values()];
  }

  #childrenOf(pointer: string): string[] | undefined {
    this.#children ??= this.#readChildren();
    return this.#children.get(pointer);
  }

  #readChildren(): Map<string, string[]> {
    const children = new Map<string, string[]>();
    const schemas = objectMember(objectMember(this.references.root, 'components') ?? {}, 'schemas') ?? {};
    for (const [name, schema] of Object.entries(schemas)) {
      if (!isObject(schema)) continue;
      for (const part of listMember(schema, 'allOf')) {
        const reference = isObject(part) ? textMember(part, '$ref') : undefined;
        const parent = reference === undefined ? undefined : this.references.locate(reference)?.pointer;
        if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), append(homeOfSchemas(this.references.root), name)]);
      }
    }
    return children;
  }
}

function discriminating(schema: JsonObject): string | undefined {
  const discriminator = objectMember(schema, 'discriminator');
  return discriminator && textMember(discriminator, 'propertyName');
}

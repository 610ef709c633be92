import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { pointerOf, trailAt } from '../json/trail.js';
import type { Trail } from '../json/trail.js';
import type { Warnings } from '../warning.js';
import { isModern } from './is-modern.js';
import { modernizeSchema } from './modern-schema.js';
import { LISTS, MAPS, SINGLE } from './subschemas.js';

const BESIDE_A_REFERENCE = new Set(['$ref', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'nullable', 'x-nullable']);

const KINDS = new Map<string, 'single' | 'list' | 'map'>([
  ...[...SINGLE].map((keyword) => [keyword, 'single'] as const),
  ...[...LISTS].map((keyword) => [keyword, 'list'] as const),
  ...[...MAPS].map((keyword) => [keyword, 'map'] as const),
]);

/** What is known of the schemas of a document. */
export interface SchemaOptions {
  /** OpenAPI 3.0 and Swagger 2.0 ignore what stands beside a `$ref`; what only describes does no harm. */
  ignoresSiblings: boolean;
  /** References to a direct member of this need not be followed: all of them are normalized anyway. */
  home: string;
}

/** Brings schemas, those inside them and those they refer to, to JSON Schema 2020-12, in place and each once. */
export class SchemaNormalizer {
  /** Some property travels one way only, or some schema stands for its heirs when it is sent: what is sent and what comes back are described by two schemas. */
  hasDirections = false;
  readonly #seen = new Set<object>();
  readonly #followed = new Set<string>();
  // Schemas that are referred to wait for their turn: a long chain of them must not overflow the stack.
  readonly #pending: [unknown, Trail][] = [];

  constructor(
    private readonly references: References,
    private readonly warnings: Warnings,
    private readonly options: SchemaOptions,
  ) {}

  /** Normalizes a schema. */
  normalize(schema: unknown, trail: Trail): void {
    this.#visit(schema, trail);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#visit(...next);
  }

  #visit(schema: unknown, trail: Trail): void {
    if (!isObject(schema)) return;
    const { $ref } = schema;
    const isReference = typeof $ref === 'string';
    if (isReference && this.options.ignoresSiblings) keepOnlyDescriptions(schema);
    if (!isModern(schema)) modernizeSchema(schema, (code, message) => this.warnings.add(code, pointerOf(trail), message));
    if (isReference) this.#follow($ref);
    let isNew = false;
    for (const keyword in schema) {
      const value = schema[keyword];
      const kind = typeof value === 'object' && value !== null ? KINDS.get(keyword) : undefined;
      if (kind === undefined) {
        if (keyword === 'discriminator' || (value === true && (keyword === 'readOnly' || keyword === 'writeOnly'))) this.hasDirections = true;
        continue;
      }
      // To bring a schema without others inside twice is cheaper than to remember it.
      if (!isNew && this.#isSeen(schema)) return;
      isNew = true;
      this.#visitInside(kind, value as object, { around: trail, step: keyword });
    }
  }

  #isSeen(schema: object): boolean {
    const { size } = this.#seen;
    return this.#seen.add(schema).size === size;
  }

  #visitInside(kind: 'single' | 'list' | 'map', value: object, here: Trail): void {
    if (kind === 'single') this.#visit(value, here);
    else if (kind === 'list') {
      if (Array.isArray(value)) for (let index = 0; index < value.length; index++) this.#visit(value[index], { around: here, step: index });
    } else if (isObject(value)) for (const name in value) this.#visit(value[name], { around: here, step: name });
  }

  #follow(reference: string): void {
    if (this.#followed.has(reference)) return;
    this.#followed.add(reference);
    const { home } = this.options;
    if (reference.startsWith(home) && !reference.includes('/', home.length)) return;
    const target = this.references.locate(reference);
    if (target !== undefined) this.#pending.push([target.value, trailAt(target.pointer)]);
  }
}

function keepOnlyDescriptions(schema: JsonObject): void {
  for (const keyword in schema) if (!BESIDE_A_REFERENCE.has(keyword)) delete schema[keyword];
}

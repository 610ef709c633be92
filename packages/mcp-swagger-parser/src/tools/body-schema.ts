import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Located, References } from '../json/references.js';
import { isWritable } from '../json/shown.js';
import { briefExample } from '../schema/keywords.js';
import type { Body, BodyChoice } from '../operations/bind-body.js';
import { essenceOf } from '../operations/media-type.js';
import { fileSchema } from '../schema/file-schema.js';
import { objectProperties, valueKind } from '../schema/object-shape.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';

/** The schema of a body, and which of its branches is for which media type. */
export interface BodyCopy extends Copy {
  branches?: number[];
}

/** The schema of a body: that of its media type, or `anyOf` those that differ where a caller may choose. */
export function bodySchema(body: Body, copier: SchemaCopier, references: References): BodyCopy {
  const copy = schemaOf(body, copier, references);
  const examples = copy.schema['examples'] === undefined && isWritable(body.example) ? briefExample([body.example]) : undefined;
  return examples === undefined ? copy : { ...copy, schema: { ...copy.schema, examples } };
}

function schemaOf(body: Body, copier: SchemaCopier, references: References): BodyCopy {
  if (body.alternatives.length === 0) return choiceSchema(body, copier, references);
  // Schemas that come out the same are one branch, and so are choices that are the same before.
  const byChoice = new Map<string, string>();
  const copies = new Map<string, Copy>();
  const texts = [body, ...body.alternatives].map((choice) => {
    const key = choiceKey(choice, body);
    const known = byChoice.get(key);
    if (known !== undefined) return known;
    const copy = choiceSchema(choice, copier, references);
    const text = JSON.stringify(copy.schema);
    byChoice.set(key, text);
    if (!copies.has(text)) copies.set(text, copy);
    return text;
  });
  const [first, ...others] = copies.values();
  if (first === undefined || others.length === 0) return first ?? { schema: {}, uses: new Set() };
  const order = [...copies.keys()];
  return {
    schema: { anyOf: [first, ...others].map(({ schema }) => schema) },
    uses: new Set([first, ...others].flatMap(({ uses }) => [...uses])),
    branches: texts.map((text) => order.indexOf(text)),
  };
}

/** Two ways to write one schema are one to the reader, but for bytes and text, which are not written from a schema. */
function choiceKey(choice: BodyChoice, body: Body): string {
  const isRaw = choice.kind === 'binary' || (choice.kind === 'text' && choice.schema === undefined);
  return isRaw ? choice.kind : isJsonPatch(choice) ? 'json-patch' : (JSON.stringify(choice.schema) ?? JSON.stringify(body.schema) ?? '');
}

function choiceSchema(choice: BodyChoice, copier: SchemaCopier, references: References): Copy {
  if (choice.kind === 'binary') return { schema: fileSchema(undefined), uses: new Set() };
  if (choice.kind === 'text' && choice.schema === undefined) return { schema: { type: 'string' }, uses: new Set() };
  const copy = copier.copy(choice.schema ?? {}, choice.schemaPointer);
  if (choice.kind === 'xml') return { schema: { anyOf: [{ type: 'string', description: 'The XML text' }, copy.schema] }, uses: copy.uses };
  if (isJsonPatch(choice) && valueKind(choice.schema, references) === 'object') return { schema: { anyOf: [JSON_PATCH, copy.schema] }, uses: copy.uses };
  const files = Object.entries(choice.fields).filter(([, field]) => field.isFile);
  if (files.length === 0) return copy;
  return withFiles(copy, files.map(([name]) => name), objectProperties(choice.schema, choice.schemaPointer, references), copier);
}

// Documents describe the changed object where the body is a list of changes (RFC 6902 section 3).
const JSON_PATCH: JsonObject = {
  type: 'array',
  items: { type: 'object', properties: { op: { enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] }, path: { type: 'string' }, from: { type: 'string' }, value: {} }, required: ['op', 'path'] },
};

function isJsonPatch({ mediaType }: BodyChoice): boolean {
  return essenceOf(mediaType) === 'application/json-patch+json';
}

/** Files that only their media type gives away are not known to the copier. */
function withFiles(copy: Copy, names: string[], properties: Map<string, Located>, copier: SchemaCopier): Copy {
  const own = isObject(copy.schema['properties']) ? copy.schema['properties'] : undefined;
  if (own === undefined) return copy;
  const changed: JsonObject = { ...own };
  for (const name of names) {
    const located = properties.get(name);
    const value = isObject(located?.value) ? located.value : {};
    if (value['type'] === 'array' && located !== undefined) {
      const list = copier.copy({ ...value, items: {} }, append(located.pointer, 'items'));
      setMember(changed, name, { ...list.schema, items: fileSchema(undefined) });
    } else setMember(changed, name, fileSchema(typeof value['description'] === 'string' ? value['description'] : undefined));
  }
  return { schema: { ...copy.schema, properties: changed }, uses: copy.uses };
}

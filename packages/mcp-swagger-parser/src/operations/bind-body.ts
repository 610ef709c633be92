import { isObject, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Warnings } from '../warning.js';
import { bindFields, bindItems } from './bind-fields.js';
import { bodyKind, concreteType } from './body-kind.js';
import { distinctMedia } from './distinct-media.js';
import { firstExample } from './first-example.js';
import type { Operation } from './list-operations.js';
import type { BodyBinding, BodyEncoding } from './operation-binding.js';
import { xmlShape } from './xml-shape.js';

/** One way to write a body, and the schema that is declared for it. */
export interface BodyChoice extends BodyEncoding {
  schema: unknown;
  schemaPointer: string;
  /** The one that the document gives for the body as a whole. */
  example?: unknown;
}

/** The body of an operation, before it has the name of an argument. */
export interface Body extends BodyChoice, Omit<BodyBinding, 'argument' | 'contentTypeArgument' | 'alternatives' | 'branches'> {
  alternatives: BodyChoice[];
  description?: string;
}

/** The body of an operation, in the media type that is easiest to fill and in the others that differ from it; undefined when it takes none. */
export function bindBody(operation: Operation, references: References, warnings: Warnings): Body | undefined {
  const declared = operation.value['requestBody'];
  if (declared === undefined || declared === null) return undefined;
  const target = references.follow(declared, append(operation.pointer, 'requestBody'));
  if (target === undefined) {
    warnings.add('BODY', append(operation.pointer, 'requestBody'), 'The body is left out: it is not an object, or its reference leads nowhere.');
    return undefined;
  }
  const contentPointer = `${target.pointer}/content`;
  const declaredMedia = Object.entries(objectMember(target.value, 'content') ?? {}).map(([declaredType, media]) => {
    const object = isObject(media) ? media : {};
    return { declaredType, kind: bodyKind(declaredType, object, references), media: object };
  });
  const [first, ...others] = distinctMedia(declaredMedia, references).map(({ declaredType, kind, media }): BodyChoice => {
    const schemaPointer = `${append(contentPointer, declaredType)}/schema`;
    const fields = kind === 'form' || kind === 'multipart' ? bindFields(media, schemaPointer, references) : {};
    const choice: BodyChoice = { mediaType: concreteType(declaredType, kind), kind, fields, schema: media['schema'] ?? sequence(media), schemaPointer };
    if (kind === 'multipart') Object.assign(choice, bindItems(media, references));
    if (kind === 'xml') choice.xml = xmlShape(media['schema'], 'root', references);
    // Of bytes there is no example that could be written.
    const example = kind === 'binary' || kind === 'xml' ? undefined : firstExample(media);
    if (example !== undefined) choice.example = example;
    return choice;
  });
  if (first === undefined) return undefined;
  const description = textMember(target.value, 'description');
  const body: Body = { ...first, required: target.value['required'] === true, alternatives: others };
  if (description !== undefined) body.description = description;
  return body;
}

/** What is sent item by item is given as a list (OpenAPI 3.2 "itemSchema"). */
function sequence(media: JsonObject): JsonObject | undefined {
  return media['itemSchema'] === undefined ? undefined : { type: 'array', items: media['itemSchema'] };
}

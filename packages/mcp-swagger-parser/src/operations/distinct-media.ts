import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import { valueKind } from '../schema/object-shape.js';
import { concreteType } from './body-kind.js';
import { essenceOf } from './media-type.js';
import type { BodyKind } from './operation-binding.js';

/** A media type that a request body declares. */
export interface DeclaredMedia {
  declaredType: string;
  kind: BodyKind;
  media: JsonObject;
}

const PREFERENCE: BodyKind[] = ['json', 'multipart', 'form', 'text', 'xml', 'binary'];

/**
 * The media types of a body that really differ, the easiest to fill first: JSON, then multipart, form, text, XML and bytes. Names for the same
 * thing (`text/json`, `application/*+json`, a vendor's JSON with the same schema, and `text/plain` where a framework offers it for
 * every JSON body) are one.
 */
export function distinctMedia(declared: DeclaredMedia[], references: References): DeclaredMedia[] {
  if (declared.length < 2) return declared;
  const ordered = declared
    .map((one, index) => ({ one, index, rank: rank(one) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ one }) => one);
  const kept: DeclaredMedia[] = [];
  for (const one of ordered) if (!kept.some((other) => isSame(one, other, references))) kept.push(one);
  return kept;
}

function isSame(one: DeclaredMedia, other: DeclaredMedia, references: References): boolean {
  if (concreteType(one.declaredType, one.kind).toLowerCase() === concreteType(other.declaredType, other.kind).toLowerCase()) return true;
  const schemas = [one, other].map(({ media }) => (media['schema'] === undefined ? undefined : JSON.stringify(media['schema'])));
  // What says nothing of its schema does not differ in it.
  if (schemas[0] !== schemas[1] && !schemas.includes(undefined)) return false;
  if (one.kind === other.kind && meaning(one) === meaning(other)) return true;
  return other.kind === 'json' && meaning(other) === '' && isFrameworkAlias(one, references);
}

/** JSON as such, then merge patches, which are written like what they change, then other patches; what is named plainly before what has parameters or is left open. */
function rank({ declaredType, kind }: DeclaredMedia): number {
  const isOpen = declaredType.includes('*') ? 0.5 : declaredType.includes(';') ? 0.25 : 0;
  return PREFERENCE.indexOf(kind) * 10 + (kind === 'json' ? rankOfJson(essenceOf(declaredType)) : 0) + isOpen;
}

function rankOfJson(essence: string): number {
  if (/patch/.test(essence)) return /merge-patch/.test(essence) ? 3 : 4;
  return essence === 'application/json' || essence.includes('*') ? 0 : 2;
}

/** What a reader of the body makes of it, beyond its schema. */
function meaning({ declaredType, kind }: DeclaredMedia): string {
  const essence = essenceOf(declaredType);
  switch (kind) {
    case 'json':
      return /patch/.test(essence) ? essence : '';
    case 'xml':
    case 'form':
      return '';
    case 'multipart':
      return essence.includes('*') ? 'multipart/form-data' : essence;
    case 'text':
    case 'binary':
      return essence;
  }
}

/** ASP.NET offers `text/plain` and `application/json-patch+json` for every body that it reads as JSON. */
function isFrameworkAlias({ declaredType, media }: DeclaredMedia, references: References): boolean {
  const valueIs = valueKind(media['schema'], references);
  switch (essenceOf(declaredType)) {
    case 'text/plain':
      return valueIs !== undefined && valueIs !== 'string';
    case 'application/json-patch+json':
      return valueIs !== undefined && valueIs !== 'array';
    default:
      return false;
  }
}

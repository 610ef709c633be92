import { pointerTokens } from '../json/json-pointer.js';
import { nameHash } from '../name-hash.js';

const COMPONENT = /^#\/(?:components\/schemas|definitions)\/[A-Za-z0-9_.-]{1,100}$/;

/**
 * The name under `$defs` of the schema at a pointer. It depends on nothing but the pointer, so it is the same in every tool and stays
 * the same when other schemas come and go.
 */
export function definitionName(pointer: string): string {
  const last = pointerTokens(pointer)?.at(-1) ?? '';
  if (COMPONENT.test(pointer)) return last;
  const readable = last.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').slice(0, 60) || 'schema';
  return `${readable}-${nameHash(pointer).slice(0, 8)}`;
}

/** The name of the definition that stands for the schema at a pointer or any that inherits from it. */
export function heirsName(pointer: string): string {
  return `${definitionName(pointer)}-any-${nameHash(pointer).slice(0, 6)}`;
}

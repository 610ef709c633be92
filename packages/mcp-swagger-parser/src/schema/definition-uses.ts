import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { edgesOf } from './definition-edges.js';
import type { Edge } from './definition-edges.js';
import type { Detail } from './detail.js';

/** How a schema uses a definition: the level at which it first does, and whether a value of it must be given. */
export interface Use {
  depth: number;
  isRequired: boolean;
}

/** The definitions that stay in an abridged schema, by name. */
export type Uses = Map<string, Use>;

/** The definitions that these references lead to, directly or through each other, and that are not too deep for a detail. */
export function usesOf(edges: Edge[], definitions: JsonObject, detail: Detail): Uses {
  const uses: Uses = new Map();
  // By level, so that each is first met where it lies nearest.
  const levels: string[][] = [];
  const meet = (edge: Edge, from: Use): void => {
    if (edge.optionalDepth > 0 && from.depth + edge.optionalDepth > detail.depth) return;
    if (!isObject(definitions[edge.name])) return;
    const depth = from.depth + edge.depth;
    const isRequired = edge.depth === 0 ? from.isRequired : edge.depth > edge.optionalDepth;
    const before = uses.get(edge.name);
    if (before === undefined || depth < before.depth) {
      uses.set(edge.name, { depth, isRequired: isRequired || before?.isRequired === true });
      (levels[depth] ??= []).push(edge.name);
    } else before.isRequired ||= isRequired;
  };
  for (const edge of edges) meet(edge, { depth: 0, isRequired: true });
  for (let level = 0; level < levels.length; level++) {
    for (const name of levels[level] ?? []) {
      const definition = definitions[name];
      const use = uses.get(name);
      if (use?.depth === level && isObject(definition)) for (const edge of edgesOf(definition)) meet(edge, use);
    }
  }
  return uses;
}

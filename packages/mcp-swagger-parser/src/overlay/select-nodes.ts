import { JSONPathEnvironment } from 'json-p3';
import type { JSONPathQuery } from 'json-p3';

/** A value that a query selected, and the steps that lead to it. */
export interface SelectedNode {
  value: unknown;
  location: (string | number)[];
}

// A document nests no deeper than 500 levels; the default of the library is 50, which schemas pass easily.
const environment = new JSONPathEnvironment({ maxRecursionDepth: 1_000 });

/** What a JSONPath selects in a document (RFC 9535). Throws when the query is not valid. */
export function selectNodes(root: unknown, query: string): SelectedNode[] {
  const compiled: JSONPathQuery = environment.compile(query);
  return compiled.query(root as Parameters<JSONPathQuery['query']>[0]).nodes.map(({ value, location }) => ({ value, location }));
}

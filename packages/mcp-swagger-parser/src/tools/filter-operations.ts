import { DocumentError } from '../document-error.js';

/** What a filter looks at. */
export interface Filterable {
  method: string;
  path: string;
  operationId?: string;
  tags: string[];
}

type Matches = (operation: Filterable) => boolean;

/**
 * Which operations pass: any of `include` (all, when there are none) and none of `exclude`. A filter is `tag:`, `method:`, `path:` or
 * `operation:` and a pattern in which `*` stands for any characters and `?` for one. Throws DocumentError for another kind.
 */
export function operationFilter(include: string[] = [], exclude: string[] = []): Matches {
  const included = include.map(parseFilter);
  const excluded = exclude.map(parseFilter);
  return (operation) => (included.length === 0 || included.some((matches) => matches(operation))) && !excluded.some((matches) => matches(operation));
}

function parseFilter(filter: string): Matches {
  const at = filter.indexOf(':');
  const kind = filter.slice(0, Math.max(at, 0)).trim().toLowerCase();
  const pattern = filter.slice(at + 1).trim();
  const glob = toExpression(pattern, kind === 'method' ? 'iu' : 'u');
  switch (kind) {
    case 'tag':
      return ({ tags }) => tags.some((tag) => glob.test(tag));
    case 'method':
      return ({ method }) => glob.test(method);
    case 'path':
      return ({ path }) => glob.test(path);
    case 'operation':
      return ({ operationId }) => operationId !== undefined && glob.test(operationId);
    default:
      throw new DocumentError('DOCUMENT_FILTER', `The filter ${JSON.stringify(filter)} is not known; expected tag:…, method:…, path:… or operation:….`);
  }
}

function toExpression(glob: string, flags: string): RegExp {
  // Runs of stars are one: they would only make the expression slow.
  const source = glob.replaceAll(/\*+/g, '*').replaceAll(/[.+^${}()|[\]\\/]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

import { DocumentError } from '../document-error.js';
import { nearestName } from '../nearest-name.js';
import { globOf } from './glob.js';

/** What a filter looks at. */
export interface Filterable {
  method: string;
  path: string;
  operationId?: string;
  tags: string[];
  /** The names of its parameters on the wire. */
  parameters: string[];
  /** The statuses that it declares: `200`, `2XX` or `default`. */
  statuses: string[];
}

/** The older form of filters: an operation must be in each of the lists that are given and not empty. */
export interface OnlyFilters {
  methods?: string[];
  paths?: string[];
  operationIds?: string[];
  statusCodes?: string[];
  parameters?: string[];
}

/** Which operations are wanted. */
export interface FilterOptions {
  /** Any of these; all operations, when there are none. */
  include?: string[];
  /** None of these. */
  exclude?: string[];
  only?: OnlyFilters;
}

type Kind = 'tag' | 'method' | 'path' | 'operation' | 'status' | 'parameter';

interface Filter {
  text: string;
  kind: Kind;
  pattern: string;
  matches: (operation: Filterable) => boolean;
}

const ONLY_KINDS: Record<keyof OnlyFilters, Kind> = { methods: 'method', paths: 'path', operationIds: 'operation', statusCodes: 'status', parameters: 'parameter' };

/**
 * The operations that pass, and a sentence for each filter that no operation is meant by. A filter is `tag:`, `method:`, `path:` or `operation:` and a
 * pattern in which `*` stands for any characters and `?` for one. Throws DocumentError for another kind.
 */
export function filterOperations<T extends Filterable>(operations: T[], options: FilterOptions): { passed: T[]; unmatched: string[] } {
  const included = (options.include ?? []).map(parseFilter);
  const excluded = (options.exclude ?? []).map(parseFilter);
  const lists = Object.entries(options.only ?? {})
    .map(([list, patterns]: [string, string[] | undefined]) => (patterns ?? []).map((pattern) => toFilter(`${list}: ${pattern}`, ONLY_KINDS[list as keyof OnlyFilters], pattern)))
    .filter((filters) => filters.length > 0);
  const passed = operations.filter(
    (operation) =>
      (included.length === 0 || included.some(({ matches }) => matches(operation))) &&
      !excluded.some(({ matches }) => matches(operation)) &&
      lists.every((filters) => filters.some(({ matches }) => matches(operation))),
  );
  const unmatched = [...included, ...excluded, ...lists.flat()].filter(({ matches }) => !operations.some(matches));
  return { passed, unmatched: unmatched.map((filter) => complaint(filter, operations)) };
}

function parseFilter(filter: string): Filter {
  const at = filter.indexOf(':');
  const kind = filter.slice(0, Math.max(at, 0)).trim().toLowerCase();
  if (kind !== 'tag' && kind !== 'method' && kind !== 'path' && kind !== 'operation') {
    throw new DocumentError('DOCUMENT_FILTER', `The filter ${JSON.stringify(filter)} is not known; expected tag:…, method:…, path:… or operation:….`);
  }
  return toFilter(filter, kind, filter.slice(at + 1).trim());
}

function toFilter(text: string, kind: Kind, pattern: string): Filter {
  const glob = globOf(pattern, kind === 'method' || kind === 'status');
  const fits = (value: string): boolean => (kind === 'status' ? isStatusOf(pattern, value, glob) : glob(value));
  return { text, kind, pattern, matches: (operation) => valuesOf(operation, kind).some(fits) };
}

function valuesOf(operation: Filterable, kind: Kind): string[] {
  switch (kind) {
    case 'tag':
      return operation.tags;
    case 'method':
      return [operation.method];
    case 'path':
      return [operation.path];
    case 'operation':
      return operation.operationId === undefined ? [] : [operation.operationId];
    case 'status':
      return operation.statuses;
    case 'parameter':
      return operation.parameters;
  }
}

/** `404` is one of `4XX`, whichever of them the filter says and the document declares. */
function isStatusOf(pattern: string, declared: string, glob: (text: string) => boolean): boolean {
  if (glob(declared)) return true;
  const isRange = (status: string): boolean => /^[1-5]xx$/i.test(status);
  const isCode = (status: string): boolean => /^[1-5]\d\d$/.test(status);
  return pattern[0] === declared[0] && ((isRange(pattern) && isCode(declared)) || (isCode(pattern) && isRange(declared)));
}

function complaint({ text, kind, pattern }: Filter, operations: Filterable[]): string {
  const values = new Set(operations.flatMap((operation) => valuesOf(operation, kind)));
  const near = nearestName(pattern, values);
  return `The filter ${JSON.stringify(text)} matches no operation${near === undefined ? '' : `; did you mean ${near}?`}`.replace(/([^?])$/, '$1.');
}

import { percentDecoded } from 'mcp-swagger-ipc';
import { execWithin } from '../upstream/arguments/bounded-pattern.js';

/** Matches URIs against one URI template (RFC 6570, levels 1 to 3) and gives its variables, decoded; undefined when a URI is not of it. */
export type UriMatcher = (uri: string) => Record<string, string> | undefined;

const LONGEST_URI = 8_000;
const EXPRESSION = /\{([+#./;?&]?)([^{}]*)\}/g;
/** What a variable may hold before it is decoded, by the operator of its expression. */
const VALUE: Record<string, string> = { '': '[^/?#&,]', '.': '[^/?#.,]', '/': '[^/?#,]', '+': '.', '#': '.' };

/** What no variable holds but those of `+` and `#`: between two variables, it makes clear where one ends. */
const BETWEEN = /[/?#,]/;

/** Variables in the query may be left out and come in any order; all others must be there. */
export function uriMatcher(template: string): UriMatcher {
  const queryNames = new Set<string>();
  const names: string[] = [];
  let source = '';
  let at = 0;
  /** What stands between a variable and the one before it. */
  const gaps: string[] = [];
  let gap = '';
  /** No variable holds just anything. */
  let isParted = true;
  for (const match of template.matchAll(EXPRESSION)) {
    const literal = template.slice(at, match.index);
    source += escape(literal);
    at = match.index + match[0].length;
    gap += literal;
    const [, operator = '', list = ''] = match;
    const variables = list.split(',').map((name) => name.replace(/\*$|:\d+$/, '').trim());
    if (operator === '?' || operator === '&' || operator === ';') {
      for (const name of variables) queryNames.add(name);
      continue;
    }
    const value = VALUE[operator] ?? VALUE[''] ?? '';
    const prefix = operator === '.' || operator === '/' || operator === '#' ? operator : '';
    const separator = operator === '.' || operator === '/' ? operator : ',';
    source += escape(prefix) + variables.map(() => `(${value}+?)`).join(escape(separator));
    gaps.push(gap + prefix, ...variables.slice(1).map(() => separator));
    gap = '';
    if (value === '.') isParted = false;
    names.push(...variables);
  }
  source += escape(template.slice(at));
  const hasQuery = queryNames.size > 0;
  const expression = new RegExp(`^${source}$`, 's');
  const isClear = names.length < 2 || (isParted && gaps.slice(1).every((text) => BETWEEN.test(text)));
  return (uri) => {
    if (uri.length > LONGEST_URI) return undefined;
    const cut = hasQuery ? cutQuery(uri) : { path: uri, pairs: [] };
    // Two variables that are not parted can share what they hold in many ways.
    const match = isClear ? expression.exec(cut.path) : execWithin(expression, cut.path);
    if (match === null) return undefined;
    const found = new Map<string, string>();
    for (const [index, name] of names.entries()) found.set(name, percentDecoded(match[index + 1] ?? ''));
    for (const [name, value] of cut.pairs) {
      if (!queryNames.has(name)) return undefined;
      found.set(name, value);
    }
    return Object.fromEntries(found);
  };
}

function cutQuery(uri: string): { path: string; pairs: [string, string][] } {
  const at = uri.search(/[?&;]/);
  if (at < 0) return { path: uri, pairs: [] };
  const pairs = uri.slice(at + 1).split(/[&;]/).filter((pair) => pair !== '');
  return {
    path: uri.slice(0, at),
    pairs: pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [percentDecoded(pair), ''] : [percentDecoded(pair.slice(0, equals)), percentDecoded(pair.slice(equals + 1))];
    }),
  };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

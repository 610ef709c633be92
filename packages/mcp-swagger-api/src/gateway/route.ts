/** Whose endpoint a request is for. `rest`: what stands behind the name; `query`: with its question mark, or empty. */
export interface Route {
  kind: 'server' | 'group';
  name: string;
  rest: '' | '/messages';
  query: string;
}

/** Everything below it belongs to the gateway. */
export const PREFIX = '/mcp/';

/** Where a client of the transport sse posts, behind the address of its server. */
const MESSAGES = '/messages';

/** Reads `/mcp/NAME`, `/mcp/NAME/messages` and `/mcp/group/NAME`; a name is one percent-encoded segment. Undefined for anything else. */
export function routeOf(url: string): Route | undefined {
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  const query = question === -1 ? '' : url.slice(question);
  const slash = path.indexOf('/', PREFIX.length);
  const first = decoded(path.slice(PREFIX.length, slash === -1 ? undefined : slash));
  const rest = slash === -1 ? '' : path.slice(slash);
  if (first === undefined || first === '') return undefined;
  if (rest === '' || rest === '/') return { kind: 'server', name: first, rest: '', query };
  if (first === 'group') return groupRoute(rest.slice(1), query);
  return rest === MESSAGES ? { kind: 'server', name: first, rest: MESSAGES, query } : undefined;
}

function groupRoute(segment: string, query: string): Route | undefined {
  const name = decoded(segment.replace(/\/$/, ''));
  return name === undefined || segment.includes('/', 1) && !segment.endsWith('/') ? undefined : { kind: 'group', name, rest: '', query };
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Whom a request concerns: one server (`shared`: and of one with several replicas, whom else), a connection that any node may have, all nodes, or just the node that it reached. */
export type Aim =
  | { kind: 'server'; nameOrId: string; starts: boolean; shared?: Aim }
  | { kind: 'connection' }
  | { kind: 'all'; list: List }
  | { kind: 'here' };

/** Answers that are put together from those of all nodes. */
export type List = 'servers' | 'processes' | 'connections' | 'connection-count' | 'connection-status' | 'connection-overview' | 'status' | 'health';

const LISTS: Readonly<Record<string, List>> = {
  '/api/servers': 'servers',
  '/api/processes': 'processes',
  '/api/mcp/connections': 'connections',
  '/api/mcp/connections/count': 'connection-count',
  '/api/mcp/connections/status': 'connection-status',
  '/api/servers/mcp/connections/overview': 'connection-overview',
  '/api/mcp/status': 'status',
  '/api/mcp/health': 'health',
};

const here: Aim = { kind: 'here' };
const ID = '[0-9a-fA-F-]{36}';
const OF_SERVER = new RegExp(`^/api/(?:servers|processes)/(${ID})(?:/([^?]*))?$`);
const STARTS = new Set(['start', 'restart', 'reload']);

/** Reads the aim off method and address. */
export function aimOf(method: string, url: string): Aim {
  const question = url.indexOf('?');
  const path = (question === -1 ? url : url.slice(0, question)).replace(/(.)\/$/, '$1');
  if (path.startsWith('/mcp/')) return aimOfEndpoint(path);
  const [, id, action] = OF_SERVER.exec(path) ?? [];
  if (id !== undefined) return { kind: 'server', nameOrId: id.toLowerCase(), starts: method === 'POST' && STARTS.has(action ?? '') };
  const list = LISTS[path];
  const serverId = new URLSearchParams(question === -1 ? '' : url.slice(question)).get('serverId');
  const wide = aimOfMany(method, path, list);
  if (serverId === null || path === '/api/mcp/connections/history' || !/^\/api\/(mcp\/connections|logs)(\/|$)/.test(path)) return wide;
  return { kind: 'server', nameOrId: serverId, starts: false, ...(wide.kind === 'here' ? {} : { shared: wide }) };
}

function aimOfMany(method: string, path: string, list: List | undefined): Aim {
  if (list !== undefined) return method === 'GET' ? { kind: 'all', list } : here;
  return /^\/api\/mcp\/connections\/(?!history$)[^/]+$/.test(path) ? { kind: 'connection' } : here;
}

/** `/mcp/NAME` and what is below it; a group is presented by whichever node is asked. */
function aimOfEndpoint(path: string): Aim {
  const [, , first = '', second] = path.split('/');
  if (first === '' || (first === 'group' && second !== undefined && second !== '')) return here;
  try {
    return { kind: 'server', nameOrId: decodeURIComponent(first), starts: false };
  } catch {
    return here;
  }
}

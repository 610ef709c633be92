/** Whom a request concerns: one server (`node`: its replica there; `shared`: and of one with several replicas, whom else), a connection that any node may have, all nodes (`serverId`: or those that have it), or just the node that it reached. */
export type Aim =
  | { kind: 'server'; nameOrId: string; starts: boolean; node?: string; shared?: Aim }
  | { kind: 'connection' }
  | { kind: 'all'; list: List; serverId?: string }
  | { kind: 'here' };

/** Answers that are put together from those of all nodes. */
export type List = 'servers' | 'processes' | 'connections' | 'connection-count' | 'connection-status' | 'connection-overview' | 'server-connections' | 'server-connection-count' | 'status' | 'health';

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

/** Below one server; with several replicas, all count. */
const SHARED_LISTS: Readonly<Record<string, List>> = { 'mcp/connections': 'server-connections', 'mcp/connections/count': 'server-connection-count' };

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
  const query = new URLSearchParams(question === -1 ? '' : url.slice(question));
  if (id !== undefined) return aimOfServer(method, id.toLowerCase(), action ?? '', query.get('node'));
  const list = LISTS[path];
  const serverId = query.get('serverId');
  const wide = aimOfMany(method, path, list);
  if (serverId === null || path === '/api/mcp/connections/history' || !/^\/api\/(mcp\/connections|logs)(\/|$)/.test(path)) return wide;
  return { kind: 'server', nameOrId: serverId, starts: false, ...(wide.kind === 'here' ? {} : { shared: wide.kind === 'all' ? { ...wide, serverId } : wide }) };
}

function aimOfServer(method: string, nameOrId: string, action: string, node: string | null): Aim {
  // Any node can ask those that have them.
  if (action === 'replicas') return here;
  const list = method === 'GET' ? SHARED_LISTS[action] : undefined;
  return {
    kind: 'server',
    nameOrId,
    starts: method === 'POST' && STARTS.has(action),
    ...(node === null ? {} : { node: node.toLowerCase() }),
    ...(list === undefined || node !== null ? {} : { shared: { kind: 'all', list, serverId: nameOrId } }),
  };
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

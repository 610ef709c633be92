import type { IncomingMessage } from 'node:http';
import type { Role } from './role.js';

/** Who makes a request: somebody at this machine without any proof, a user, an API key, or whom a server let in by keys or an issuer of its own. */
export interface Caller {
  kind: 'local' | 'user' | 'key' | 'guest';
  /** The user's or key's id; `local`, and `admin` for whoever knows ADMIN_PASSWORD; of a guest what tells it apart at its server. */
  id: string;
  /** For people, such as in the audit. */
  name: string;
  /** What it may do over REST and sockets; null: nothing. */
  role: Role | null;
  /** What a key was made for: `admin`, `operate`, `read`, `mcp`, `mcp:<server id>`. Empty for people, whose role decides. */
  scopes: readonly string[];
  ip: string;
  /** The proof is a cookie, which a browser sends without being asked: such a request must show that its page is ours. */
  byCookie: boolean;
}

const callers = new WeakMap<IncomingMessage, Caller>();

/** Remembers whom the door let in, for everything behind it. */
export function noteCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller of a request, or of the request that opened a socket (`socket.request`); undefined on paths that are open to all. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return callers.get(request);
}

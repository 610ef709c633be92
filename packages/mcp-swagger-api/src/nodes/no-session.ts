import type { IncomingMessage } from 'node:http';

/** The first revision of MCP whose requests stand for themselves; revisions are dates. */
const STATELESS = '2026-07-28';

/** Whether any replica of a server can answer a request: it says the revision that it speaks, that one has no sessions, and it names none. */
export function isOfNoSession({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const revision = headers['mcp-protocol-version'];
  return typeof revision === 'string' && revision >= STATELESS && headers['mcp-session-id'] === undefined;
}

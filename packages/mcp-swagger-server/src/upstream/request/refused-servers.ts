import { literalAddress, refuseAddress } from 'mcp-swagger-parser';
import type { OutgoingPolicy, Tool, Warning } from 'mcp-swagger-parser';
import type { BaseUrl } from './base-url.js';
import { UpstreamError } from '../upstream-error.js';

/** Servers of which it is known before the first call that calls will not reach them: the policy refuses their address, or they have none. Names are looked up only when they are called. */
export function refusedServers(tools: Tool[], baseOf: (tool: Tool) => BaseUrl, policy: OutgoingPolicy): Warning[] {
  const reasons = new Map<string, { first: Tool; count: number }>();
  // A thousand tools have one server.
  const judged = new Map<string, string | undefined>();
  for (const tool of tools) {
    const reason = reasonOf(tool, baseOf, policy, judged);
    if (reason === undefined) continue;
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, { first: tool, count: 1 });
    else known.count++;
  }
  return [...reasons].map(([reason, { first, count }]) => ({
    code: 'SERVER_REFUSED',
    pointer: '#/servers',
    message: `${count === 1 ? `Calls of ${first.name}` : `Calls of ${first.name} and ${count - 1} other tools`} will fail. ${reason}`,
  }));
}

function reasonOf(tool: Tool, baseOf: (tool: Tool) => BaseUrl, policy: OutgoingPolicy, judged: Map<string, string | undefined>): string | undefined {
  let base: BaseUrl;
  try {
    base = baseOf(tool);
  } catch (error) {
    if (error instanceof UpstreamError) return error.message;
    throw error;
  }
  if (!judged.has(base.origin)) judged.set(base.origin, judge(base, policy));
  return judged.get(base.origin);
}

function judge(base: BaseUrl, policy: OutgoingPolicy): string | undefined {
  const isOwnMachine = /(^|\.)localhost\.?$/i.test(base.hostname);
  const address = isOwnMachine ? '127.0.0.1' : literalAddress(base.hostname);
  if (address === undefined) return undefined;
  const { port, protocol } = new URL(base.origin);
  const refused = refuseAddress(address, { hostname: base.hostname, port: port || (protocol === 'https:' ? '443' : '80') }, 'derived', policy);
  return refused === undefined ? undefined : `${base.origin} is not called: ${refused}.`;
}

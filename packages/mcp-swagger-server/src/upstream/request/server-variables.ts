import type { ServerBinding } from 'mcp-swagger-parser';
import { isDotSegment } from './dot-segment.js';
import { UpstreamError } from '../upstream-error.js';

/** The URL of a server with its variables filled in (OpenAPI "Server Variable Object"). Throws UpstreamError for a value that is missing, not allowed, or would lead elsewhere. */
export function fillVariables(server: ServerBinding, given: Record<string, string>): string {
  const parts = server.url.split(/(\{[^{}]+\})/);
  let filled = '';
  for (const [index, part] of parts.entries()) {
    if (!/^\{[^{}]+\}$/.test(part)) {
      filled += part;
      continue;
    }
    const name = part.slice(1, -1);
    const value = variableValue(name, server, given);
    const reason = refuseValue(value, filled, parts.slice(index + 1).join(''));
    if (reason !== undefined) throw new UpstreamError('SERVER_VARIABLE', `The server variable ${name} cannot be ${JSON.stringify(value)}: ${reason}.`);
    filled += value;
  }
  return filled;
}

/** Refuses server variables that no server has: a misspelt one would change nothing. */
export function checkServerVariables(servers: ServerBinding[], given: Record<string, string> = {}): void {
  const known = new Set(servers.flatMap(({ url, variables }) => [...Object.keys(variables), ...[...url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '')]));
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const names = known.size === 0 ? 'the document has none' : `it has ${[...known].join(', ')}`;
    throw new UpstreamError('SERVER_VARIABLE', `The document has no server variable ${JSON.stringify(name)}; ${names}.`);
  }
}

function variableValue(name: string, server: ServerBinding, given: Record<string, string>): string {
  const declared = Object.hasOwn(server.variables, name) ? server.variables[name] : undefined;
  const value = Object.hasOwn(given, name) ? given[name] : (declared?.default ?? declared?.enum?.[0]);
  if (value === undefined) throw new UpstreamError('SERVER_VARIABLE', `The server ${server.url} needs a value for {${name}}; give the server variable ${name}.`);
  if (declared?.enum !== undefined && Object.hasOwn(given, name) && !declared.enum.includes(value)) {
    throw new UpstreamError('SERVER_VARIABLE', `The server variable ${name} cannot be ${JSON.stringify(value)}; expected one of ${declared.enum.join(', ')}.`);
  }
  return value;
}

/** Why a value may not stand between what is before and after it, as the end of a sentence. */
function refuseValue(value: string, before: string, after: string): string | undefined {
  // A variable at the start may be a whole address.
  if (before === '') return undefined;
  if (/[\s\\?#\p{Cc}]/u.test(value)) return 'it holds a blank, a backslash, ? or #';
  if (value.split('/').some(isDotSegment)) return 'it holds a path segment of dots';
  if (!/^([a-z][a-z\d+.-]*:)?\/\/[^/]*$/i.test(before)) return undefined;
  if (value.includes('@')) return 'an @ in a host would lead to another one';
  // A slash ends the host, and what follows the variable would no longer be part of it.
  return value.includes('/') && !/^(\/|$)/.test(after) ? 'a slash would cut off the rest of the host' : undefined;
}

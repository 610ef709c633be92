import { percentDecoded } from 'mcp-swagger-ipc';
import { isObject } from 'mcp-swagger-parser';
import type { ParameterBinding, Tool } from 'mcp-swagger-parser';
import { execWithin } from '../arguments/bounded-pattern.js';
import { cutUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';

/** How the next page is asked for: with these arguments, or, when they cannot say it, at this URL. */
export type NextPage = { arguments: Record<string, unknown> } | { url: string };

/** What a link is read against. */
export interface PageContext {
  tool: Tool;
  /** Those of this call, as they were sent. */
  args: Record<string, unknown>;
  /** The request, after redirects. */
  url: string;
  /** Checks arguments and makes their request, without credentials. Throws UpstreamError when they cannot be sent. */
  build: (args: Record<string, unknown>) => { args: Record<string, unknown>; request: HttpRequest };
  /** Query parameters that hold credentials: they are in links too, and nobody's business. */
  secretNames: ReadonlySet<string>;
}

type Pair = [name: string, value: string];

/** Turns the URL of a next page back into arguments. They are right when the request that they make is the one of the link; else only the URL is told. */
export function nextPageOf(next: string, context: PageContext): NextPage | undefined {
  const { url, secretNames } = context;
  const link = cutUrl(next);
  const pairs = queryPairs(link.path).filter(([name]) => !secretNames.has(name));
  if (link.origin === cutUrl(url).origin) {
    const found = argumentsOf(link.path, pairs, context);
    if (found === 'same') return undefined;
    if (found !== undefined) return { arguments: found };
  }
  const query = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return { url: `${link.origin}${pathOf(link.path)}${query === '' ? '' : `?${query}`}` };
}

function argumentsOf(target: string, pairs: Pair[], { tool, args, build, secretNames }: PageContext): Record<string, unknown> | 'same' | undefined {
  try {
    const current = build(args).request;
    const path = pathArguments(pathOf(target), pathOf(cutUrl(current.url).path), tool);
    if (path === undefined) return undefined;
    const wanted = build({ ...withQuery(args, pairs, tool), ...path.arguments });
    const made = cutUrl(wanted.request.url).path;
    const madePairs = queryPairs(made).filter(([name]) => !secretNames.has(name));
    if (!isSame(madePairs, pairs) || (path.arguments !== undefined && !samePath(pathOf(made), pathOf(target)))) return undefined;
    return wanted.request.url === current.url ? 'same' : wanted.args;
  } catch {
    // Arguments that cannot be sent are none.
    return undefined;
  }
}

/** The path's arguments that differ. Undefined: it is another path. */
function pathArguments(target: string, current: string, tool: Tool): { arguments?: Record<string, unknown> } | undefined {
  if (samePath(target, current)) return {};
  const template = tool.operation.path.split(/[?#]/)[0] ?? '';
  const parts = template.split('/').slice(1);
  const [found, now] = [target.split('/'), current.split('/')];
  // In front of the operation's own path is the base's, which must be the same.
  const values = found.length === now.length && samePath(found.slice(0, -parts.length).join('/'), now.slice(0, -parts.length).join('/')) ? segmentValues(found.slice(-parts.length), parts) : undefined;
  if (values === undefined) return isAlias(target, template) ? {} : undefined;
  const named = tool.operation.parameters.flatMap(({ in: place, name, argument }) => (place === 'path' && values.has(name) ? [[argument, values.get(name)]] : []));
  return { arguments: Object.fromEntries(named) as Record<string, unknown> };
}

/** What the variables of a path template stand for in these segments; undefined when they are not of it. */
function segmentValues(segments: string[], parts: string[]): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const names = [...part.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
    const pattern = part.split(/\{[^{}]+\}/).map((literal) => literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('(.+)');
    const expression = new RegExp(`^${pattern}$`);
    const segment = percentDecoded(segments[index] ?? '');
    const match = names.length > 1 ? execWithin(expression, segment) : expression.exec(segment);
    if (match === null) return undefined;
    for (const [at, name] of names.entries()) values.set(name, match[at + 1] ?? '');
  }
  return values;
}

/** GitHub names pages of `/repos/{owner}/{repo}/issues` as `/repositories/17/issues`: the same collection by its number. */
function isAlias(target: string, template: string): boolean {
  const last = template.slice(template.lastIndexOf('/') + 1);
  return last !== '' && !last.includes('{') && template.includes('{') && target.endsWith(`/${last}`);
}

/** The arguments with those of the query replaced by what a link says. */
function withQuery(args: Record<string, unknown>, pairs: Pair[], { operation, inputSchema }: Tool): Record<string, unknown> {
  const next = { ...args };
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'query' || parameter.mediaType !== undefined || parameter.style === 'deepObject') continue;
    const { argument, name } = parameter;
    const schema = isObject(inputSchema['properties']) ? inputSchema['properties'][argument] : undefined;
    const values = pairs.filter(([key]) => key === name).map(([, value]) => value);
    // An exploded object does not bear its own name.
    if (isObject(args[argument])) continue;
    if (values.length === 0) delete next[argument];
    else next[argument] = isList(schema) || Array.isArray(args[argument]) ? listOf(values, parameter) : values[0];
  }
  return next;
}

function listOf(values: string[], { style, explode }: ParameterBinding): string[] {
  if (explode) return values;
  const separator = style === 'pipeDelimited' ? '|' : style === 'spaceDelimited' ? ' ' : ',';
  return values.flatMap((value) => value.split(separator));
}

function isList(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { type } = schema;
  return type === 'array' || (Array.isArray(type) && type.includes('array'));
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? target;
}

function queryPairs(target: string): Pair[] {
  const at = target.indexOf('?');
  return at === -1 ? [] : [...new URLSearchParams(target.slice(at + 1))];
}

function isSame(left: Pair[], right: Pair[]): boolean {
  const sorted = (pairs: Pair[]): string => JSON.stringify(pairs.map((pair) => JSON.stringify(pair)).sort());
  return sorted(left) === sorted(right);
}

/** However their characters are percent-encoded. */
function samePath(left: string, right: string): boolean {
  const normal = (path: string): string => path.split('/').map((segment) => encodeURIComponent(percentDecoded(segment))).join('/');
  return normal(left) === normal(right);
}

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { ServerError } from '../server-error.js';
import { nearestName } from 'mcp-swagger-parser';
import { KNOWN_CLIENTS, type Reached } from 'mcp-swagger-ipc/client-snippet';
import type { UpstreamFlags } from './options.js';
import { serverName } from './model-request.js';
import { absoluteSource } from './named-source.js';
import { ownCommand } from './own-command.js';

export interface ConfigFlags extends UpstreamFlags {
  name?: string;
  url?: string;
}

const PATHS = new Set(['openapi', 'overlay', 'config', 'env', 'credentials', 'cache']);
const ONLY_OURS = new Set(['name', 'url']);
const SECRET_NAME = /auth|key|token|secret|cookie|password|session/i;

/** What to put into the configuration of a client, and where. Throws ServerError (USAGE) for a client that we do not know. */
export function configureClient(client: string, command: Command): { snippet: string; advice: string[] } {
  const known = Object.hasOwn(KNOWN_CLIENTS, client) ? KNOWN_CLIENTS[client] : undefined;
  if (known === undefined) {
    const near = nearestName(client, Object.keys(KNOWN_CLIENTS));
    throw new ServerError('USAGE', `The client ${JSON.stringify(client)} is not known${near === undefined ? '' : `; did you mean ${near}?`} Known are ${Object.keys(KNOWN_CLIENTS).join(', ')}.`);
  }
  const flags = command.opts<ConfigFlags>();
  if ([flags.openapi, ...flags.overlay].includes('-')) throw new ServerError('USAGE', 'Under a client the standard input belongs to MCP; give the document and its overlays as files or addresses.');
  if (flags.url === undefined && flags.openapi === undefined) throw new ServerError('USAGE', 'Give --openapi with the document that the client shall serve itself, or --url with the endpoint of a server that runs.');
  if (flags.url !== undefined && !URL.canParse(flags.url)) throw new ServerError('USAGE', `--url ${JSON.stringify(flags.url)} is not an address; expected http://…/mcp.`);
  const reached: Reached = flags.url === undefined ? program(command, flags) : { url: flags.url };
  const name = flags.name ?? (flags.url === undefined ? serverName(flags.openapi) : new URL(flags.url).hostname);
  const secretHeader = Object.keys(flags.header).find((header) => SECRET_NAME.test(header));
  return {
    snippet: known.write(name, reached),
    advice: [
      `For ${known.title}: ${known.place}`,
      ...('url' in reached || reached.variables.length === 0 ? [] : [`The server reads ${reached.variables.join(', ')} from its environment; the value is not in this snippet.`]),
      ...(secretHeader === undefined ? [] : [`The value of the header ${secretHeader} is in this snippet; --header-env keeps it out.`]),
    ],
  };
}

/** The command line of this program with the flags that were given. */
function program(command: Command, { tokenEnv, headerEnv }: ConfigFlags): Reached {
  const args: string[] = [];
  for (const option of command.options) {
    const attribute = option.attributeName();
    if (ONLY_OURS.has(attribute) || command.getOptionValueSource(attribute) !== 'cli' || option.long === undefined || option.long === null) continue;
    const given: unknown = command.getOptionValue(attribute);
    // --cache and --no-cache are two flags of one value.
    if (option.negate !== (given === false)) continue;
    for (const value of option.negate ? [undefined] : written(given)) {
      args.push(option.long, ...(value === undefined ? [] : [PATHS.has(attribute) ? absoluteSource(value, process.cwd()) : value]));
    }
  }
  const variables = [...new Set([...(tokenEnv === undefined ? [] : [tokenEnv]), ...Object.values(headerEnv)])];
  // A checkout links to itself in its own node_modules.
  const entry = realpathSync(process.argv[1] ?? fileURLToPath(import.meta.url));
  return { ...ownCommand(entry, [...args, '--transport', 'stdio']), variables };
}

/** What stands after a flag, once for each time that it was given; undefined where nothing does. */
function written(value: unknown): (string | undefined)[] {
  if (value === true) return [undefined];
  if (value === false || value === undefined) return [];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, item]) => `${key}=${String(item)}`);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

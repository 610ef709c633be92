import { type Command, InvalidArgumentError } from 'commander';

/** What `--openapi` and what is about the upstream came to; the same for every command. */
export interface UpstreamFlags {
  openapi: string;
  baseUrl?: string;
  serverVariable: Record<string, string>;
  header: Record<string, string>;
  headerEnv: Record<string, string>;
  auth?: 'bearer' | 'basic' | 'apikey' | 'oauth2';
  tokenEnv?: string;
  include: string[];
  exclude: string[];
  maxResponseBytes: number;
  timeout: number;
  retries: number;
  allowPrivateNetwork: boolean;
}

/** The flags of `serve`. */
export interface ServeFlags extends UpstreamFlags {
  transport: string;
  port: number;
  host: string;
  endpoint: string;
  allowedHost: string[];
  allowedOrigin: string[];
  maxConnections: number;
  idleTimeout: number;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  managed: boolean;
}

/** Adds the flags that every command has. `--openapi` is asked for by the command itself, for `--managed` has none. */
export function addUpstreamFlags(command: Command): Command {
  return command
    .option('-o, --openapi <file|url|->', 'the OpenAPI document: a file, an address, or - for stdin')
    .option('--base-url <url>', 'where the API is, if not where its document says')
    .option('--server-variable <name=value>', 'a variable of the document\'s server address (repeatable)', pair('='), {})
    .option('--header <name=value>', 'sent with every request to the API (repeatable)', pair('='), {})
    .option('--header-env <name=VARIABLE>', 'the same, with the value from the environment (repeatable)', pair('='), {})
    .addOption(command.createOption('--auth <kind>', 'how to prove who we are').choices(['bearer', 'basic', 'apikey', 'oauth2']))
    .option('--token-env <VARIABLE>', 'holds the token, user:password, key, or client-id:client-secret')
    .option('--include <filter>', 'only these operations: tag:, method:, path: or operation: with globs (repeatable)', append, [])
    .option('--exclude <filter>', 'not these operations (repeatable)', append, [])
    .option('--max-response-bytes <n>', 'the most of an answer that is read', wholeNumber(1), 10 * 1024 * 1024)
    .option('--timeout <ms>', 'for a whole call, retries included', wholeNumber(1), 30_000)
    .option('--retries <n>', 'of calls that may be repeated', wholeNumber(0), 2)
    .option('--allow-private-network', 'addresses that the document names may be private ones', false);
}

/** Adds the flags of `serve`. */
export function addServeFlags(command: Command): Command {
  return addUpstreamFlags(command)
    .option('-t, --transport <kind>', 'stdio or streamable (HTTP)', 'streamable')
    .option('-p, --port <n>', '0 for any free port', wholeNumber(0, 65_535), 3001)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('-e, --endpoint <path>', 'the path of the MCP endpoint', '/mcp')
    .option('--allowed-host <host>', 'another name that clients may call this server by (repeatable)', append, [])
    .option('--allowed-origin <origin>', 'a web page that may call this server (repeatable)', append, [])
    .option('--max-connections <n>', 'connections at once', wholeNumber(1), 1_000)
    .option('--idle-timeout <ms>', 'ends sessions that are silent for so long', wholeNumber(1), 30 * 60_000)
    .addOption(command.createOption('--log-level <level>', 'what goes to stderr').choices(['error', 'warn', 'info', 'debug']).default('info'))
    .option('--managed', 'configuration and commands on stdin, messages on stdout or file descriptor 3', false);
}

function append(value: string, before: string[]): string[] {
  return [...before, value];
}

function pair(separator: string): (value: string, before: Record<string, string>) => Record<string, string> {
  return (value, before) => {
    const at = value.indexOf(separator);
    if (at < 1) throw new InvalidArgumentError(`It must have the form name${separator}value.`);
    return { ...before, [value.slice(0, at).trim()]: value.slice(at + 1).trim() };
  };
}

function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isSafeInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`}.`);
    }
    return number;
  };
}

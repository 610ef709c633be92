/** The options of `mcp-swagger-server` that the page offers; empty ones are left out of the line. */
export interface CommandOptions {
  openapi: string;
  transport: 'stdio' | 'streamable' | 'sse' | 'websocket';
  port: string;
  host: string;
  baseUrl: string;
  auth: '' | 'bearer' | 'basic' | 'apikey' | 'oauth2';
  tokenEnv: string;
  toolMode: 'all' | 'search' | 'auto';
  include: string[];
  exclude: string[];
  headers: string[];
  watch: boolean;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
}

export const plainCommand: CommandOptions = {
  openapi: 'https://petstore3.swagger.io/api/v3/openapi.json',
  transport: 'stdio',
  port: '',
  host: '',
  baseUrl: '',
  auth: '',
  tokenEnv: '',
  toolMode: 'all',
  include: [],
  exclude: [],
  headers: [],
  watch: false,
  logLevel: 'info',
};

/** The arguments behind the program's name; what is at its default is not said. */
export function argumentsOf(options: CommandOptions): string[] {
  const isNetwork = options.transport !== 'stdio';
  const pairs: [string, string][] = [
    ['--openapi', options.openapi],
    ['--transport', options.transport === 'streamable' ? '' : options.transport],
    ['--port', isNetwork ? options.port : ''],
    ['--host', isNetwork ? options.host : ''],
    ['--base-url', options.baseUrl],
    ['--auth', options.auth],
    ['--token-env', options.auth === '' ? '' : options.tokenEnv],
    ['--tool-mode', options.toolMode === 'all' ? '' : options.toolMode],
    ...options.include.map((filter): [string, string] => ['--include', filter]),
    ...options.exclude.map((filter): [string, string] => ['--exclude', filter]),
    ...options.headers.map((header): [string, string] => ['--header', header]),
    ['--log-level', options.logLevel === 'info' ? '' : options.logLevel],
  ];
  return [...pairs.filter(([, value]) => value !== '').flat(), ...(options.watch ? ['--watch'] : [])];
}

/** Where a client on this machine finds the server; a port that is not known yet stands as PORT. */
export function addressOf({ transport, host, port }: CommandOptions): string {
  const scheme = transport === 'websocket' ? 'ws' : 'http';
  const path = transport === 'sse' ? '/sse' : '/mcp';
  return `${scheme}://${reachedHost(host.trim())}:${port === '0' ? 'PORT' : port || '3001'}${path}`;
}

/** What listens on all addresses of a machine is found at its own. */
function reachedHost(host: string): string {
  if (host === '' || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** A word as a POSIX shell takes it: quoted when it must be. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_\-./:=@%+,]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The whole line, ready to be pasted. */
export function commandLine(options: CommandOptions): string {
  return ['npx', 'mcp-swagger-server', ...argumentsOf(options)].map(shellWord).join(' ');
}

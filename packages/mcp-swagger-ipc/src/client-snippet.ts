/** How an MCP client is told about a server: what it runs, or where it connects. */
export type Reached = { command: string; args: string[]; variables: string[] } | { url: string };

/** A client that we know the configuration of. */
export interface KnownClient {
  title: string;
  /** Where the snippet goes. */
  place: string;
  /** The snippet: JSON for most, TOML for some. */
  write(name: string, reached: Reached): string;
}

type Entry = Record<string, unknown>;

/** The value of a secret, where the client cannot take it from its environment. */
const placeholder = (variable: string): string => `put the value of ${variable} here`;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function environment(variables: string[], value: (variable: string) => string): Entry {
  return variables.length === 0 ? {} : { env: Object.fromEntries(variables.map((variable) => [variable, value(variable)])) };
}

function local({ command, args, variables }: Extract<Reached, { command: string }>, value = placeholder): Entry {
  return { command, args, ...environment(variables, value) };
}

/** `{"mcpServers": {…}}`, which most clients read; they differ in how they call an address. */
function mcpServers(remote: (url: string) => Entry, value = placeholder, localType: Entry = {}): KnownClient['write'] {
  return (name, reached) => json({ mcpServers: { [name]: 'url' in reached ? remote(reached.url) : { ...localType, ...local(reached, value) } } });
}

/** For clients that run programs only: a program that connects to the address. */
const bridge = (url: string): Entry => ({ command: 'npx', args: ['-y', 'mcp-remote', url] });

export const KNOWN_CLIENTS: Record<string, KnownClient> = {
  'claude-desktop': {
    title: 'Claude Desktop',
    place: 'claude_desktop_config.json (Settings, Developer, Edit Config)',
    write: mcpServers(bridge),
  },
  'claude-code': {
    title: 'Claude Code',
    place: '.mcp.json in the project, or: claude mcp add-json <name> \'<the inner object>\'',
    write: mcpServers((url) => ({ type: 'http', url }), (variable) => `\${${variable}}`, { type: 'stdio' }),
  },
  vscode: {
    title: 'VS Code',
    place: '.vscode/mcp.json in the workspace, or the command "MCP: Open User Configuration"',
    write: (name, reached) => {
      if ('url' in reached) return json({ servers: { [name]: { type: 'http', url: reached.url } } });
      const inputs = reached.variables.map((id) => ({ type: 'promptString', id, description: id, password: true }));
      return json({ ...(inputs.length === 0 ? {} : { inputs }), servers: { [name]: { type: 'stdio', ...local(reached, (variable) => `\${input:${variable}}`) } } });
    },
  },
  cursor: { title: 'Cursor', place: '.cursor/mcp.json in the project, or ~/.cursor/mcp.json', write: mcpServers((url) => ({ url }), (variable) => `\${env:${variable}}`) },
  windsurf: { title: 'Windsurf', place: '~/.codeium/windsurf/mcp_config.json', write: mcpServers((serverUrl) => ({ serverUrl })) },
  cline: { title: 'Cline', place: 'cline_mcp_settings.json (MCP Servers, Configure)', write: mcpServers((url) => ({ type: 'streamableHttp', url })) },
  gemini: { title: 'Gemini CLI', place: '~/.gemini/settings.json', write: mcpServers((httpUrl) => ({ httpUrl }), (variable) => `$${variable}`) },
  zed: {
    title: 'Zed',
    place: 'settings.json of Zed',
    write: (name, reached) => json({ context_servers: { [name]: 'url' in reached ? { url: reached.url } : { source: 'custom', ...local(reached) } } }),
  },
  inspector: {
    title: 'MCP Inspector',
    place: 'a file mcp.json, then: npx @modelcontextprotocol/inspector --config mcp.json --server <name>',
    write: mcpServers((url) => ({ type: 'streamable-http', url }), placeholder, { type: 'stdio' }),
  },
  codex: {
    title: 'Codex',
    place: '~/.codex/config.toml',
    // JSON strings and lists of them are TOML as well.
    write: (name, reached) => {
      const table = `mcp_servers.${/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)}`;
      if ('url' in reached) return `[${table}]\nurl = ${JSON.stringify(reached.url)}`;
      const { command, args, variables } = reached;
      const lines = [`[${table}]`, `command = ${JSON.stringify(command)}`, `args = ${JSON.stringify(args)}`];
      return [...lines, ...(variables.length === 0 ? [] : [`env_vars = ${JSON.stringify(variables)}`])].join('\n');
    },
  },
};

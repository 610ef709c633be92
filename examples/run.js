// `npm run example -- NAME`: starts the API of an example, then a server for its document. What follows NAME goes to mcp-swagger-server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carbone } from './carbone/upstream.js';
import { gitea } from './gitea/upstream.js';
import { microcks } from './microcks/upstream.js';
import { serveRoutes } from './serve-routes.js';

const EXAMPLES = { carbone, gitea, microcks };
const root = fileURLToPath(new URL('..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const COMMANDS = new Set(['serve', 'tools', 'call', 'config']);

const [name = '', ...rest] = process.argv.slice(2);
const example = Object.hasOwn(EXAMPLES, name) ? EXAMPLES[name] : undefined;
if (example === undefined) {
  say(`Which example? Known are ${Object.keys(EXAMPLES).join(', ')}: npm run example -- ${Object.keys(EXAMPLES)[0]}`);
  process.exit(2);
}

if (!existsSync(join(root, 'packages/mcp-swagger-server/dist/cli.js'))) await build();

// Under stdio the standard output belongs to MCP: all that is for people goes to stderr.
const upstream = await serveRoutes(example.routes, { port: Number(process.env['UPSTREAM_PORT'] ?? example.port), document: join(here, name, 'openapi.json') });
say(`The API of ${name} answers at ${upstream.url}, and has its document at ${upstream.url}/openapi.json`);

const command = COMMANDS.has(rest[0] ?? '') ? [rest.shift()] : [];
const settings = ['--config', join(here, name, 'settings.yaml')];
const server = spawn(process.execPath, [join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js'), ...command, ...settings, ...rest], {
  stdio: 'inherit',
  env: { ...process.env, UPSTREAM_URL: upstream.url, ...example.environment },
});
// The server ends orderly on the same signal; the API goes when it has.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
const [code] = await once(server, 'close');
upstream.close();
process.exitCode = code ?? 1;

async function build() {
  say('Building first, once.');
  const script = join(root, 'scripts/build.js');
  const [exitCode] = await once(spawn(process.execPath, [script], { stdio: ['ignore', 2, 2] }), 'close');
  if (exitCode !== 0) process.exit(1);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

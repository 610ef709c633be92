// Other programs that do the same work, each started in the way that its own README tells.
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, run } from '../../scripts/project.js';
import { freePort, start } from '../calls/spawned.js';

const folder = join(root, 'bench/peers');
const modules = join(folder, 'node_modules');

/** Installs them, on demand. */
export async function installPeers() {
  if (!existsSync(join(modules, 'openapi-mcp-generator'))) await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });
}

/** @ivotoby/openapi-mcp-server over streamable HTTP. */
export async function startIvotoby(documentFile, apiUrl) {
  const port = await freePort();
  const command = [join(modules, '@ivotoby/openapi-mcp-server/bin/mcp-server.js')];
  const server = await start(command, ['--transport', 'http', '--port', String(port), '--host', '127.0.0.1', '--path', '/mcp', '--openapi-spec', documentFile, '--api-base-url', apiUrl], { address: /(listening|running|started)/i });
  return { ...server, url: `http://127.0.0.1:${port}/mcp` };
}

/** The server that openapi-mcp-generator writes, over streamable HTTP; its TypeScript is made JavaScript by esbuild instead of tsc. */
export async function startGenerated(documentFile, temporary) {
  const port = await freePort();
  const project = join(temporary, 'generated');
  mkdirSync(project, { recursive: true });
  await run(process.execPath, [join(modules, 'openapi-mcp-generator/bin/openapi-mcp-generator.js'), '-i', documentFile, '-o', project, '-t', 'streamable-http', '-p', String(port), '--force'], { stdio: 'ignore' });
  symlinkSync(modules, join(project, 'node_modules'), 'junction');
  await build({ entryPoints: ['index', 'streamable-http'].map((name) => join(project, `src/${name}.ts`)), outdir: join(project, 'build'), format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' });
  const server = await start([join(project, 'build/index.js'), '--transport=streamable-http'], [], { address: /running at/ });
  return { ...server, url: `http://127.0.0.1:${port}/mcp` };
}

// The bare server as one file, made in the way in which our own is.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../scripts/project.js';

/** Bundles the bare server into a folder, and gives the file. */
export async function bundleFloor(folder) {
  const outfile = join(folder, 'floor.mjs');
  await build({
    entryPoints: [join(root, 'bench/calls/floor.js')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    logLevel: 'warning',
    nodePaths: [join(root, 'packages/mcp-swagger-server/node_modules')],
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  });
  return outfile;
}

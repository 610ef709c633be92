// Makes of the built package what is published: the bundles, the library with its types in one file each, and a package.json that asks for next to nothing.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import { build } from 'esbuild';
import { buildId, options, pathOfTables, plugins, requireOfModules, root } from './esbuild-options.js';

const out = join(root, 'dist/package');
const repository = join(root, '../..');

await rm(out, { recursive: true, force: true });
await mkdir(join(out, 'dist'), { recursive: true });
await cp(join(root, 'bin'), join(out, 'bin'), { recursive: true });
// Code is kept by the Node that runs it, in the cache of its user.
await cp(join(root, 'dist/bundle'), join(out, 'dist/bundle'), { recursive: true, filter: (path) => !path.endsWith('.code') });
for (const name of ['README.md', 'LICENSE']) await cp(join(name === 'README.md' ? root : repository, name), join(out, name));

await build({
  ...options,
  format: 'esm',
  define: { BUILD_ID_OF_BUNDLE: JSON.stringify(await buildId()) },
  banner: { js: requireOfModules },
  plugins,
  entryPoints: ['dist/index.js'],
  // Beside the files that it starts and the tables that it may need.
  outfile: join(out, 'dist/bundle/index.js'),
});
const { metafile } = await build({ ...options, format: 'esm', plugins, write: false, metafile: true, outdir: 'dist', entryPoints: ['dist/cli.js', 'dist/index.js', 'dist/upstream/projection/projection-child.js', 'dist/telemetry/open-telemetry.js', pathOfTables()] });
await writeFile(join(out, 'THIRD_PARTY_LICENSES.txt'), await licencesOf(Object.keys(metafile.inputs)));

const inlined = ['mcp-swagger-ipc', 'mcp-swagger-parser'];
const [types] = generateDtsBundle([{ filePath: join(root, 'dist/index.d.ts'), libraries: { inlinedLibraries: inlined }, output: { noBanner: true } }]);
// What inlined files import as a namespace is left out of the bundle.
await writeFile(join(out, 'dist/bundle/index.d.ts'), `import * as z from 'zod';\n${types}`);

const { name, version, description, license, bin, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { engines } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
const manifest = {
  name,
  version,
  description,
  license,
  keywords: ['mcp', 'model context protocol', 'openapi', 'swagger'],
  type: 'module',
  engines,
  bin,
  exports: { '.': { types: './dist/bundle/index.d.ts', default: './dist/bundle/index.js' }, './package.json': './package.json' },
  files: ['bin', 'dist', 'THIRD_PARTY_LICENSES.txt'],
  // The types of the library speak of it; the code has its own.
  dependencies: { zod: dependencies.zod },
  publishConfig: { access: 'public', provenance: true },
};
await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
process.stdout.write(`${out}\n`);

/** What the authors of the bundled packages ask to be passed on. Throws for a package that says nothing of its licence. */
async function licencesOf(inputs) {
  const inPackages = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll('\\', '/'))?.[0]).filter((path) => path !== undefined);
  const folders = [...new Set(inPackages)].sort((a, b) => a.localeCompare(b));
  const parts = [];
  for (const folder of folders.map((path) => join(root, path.startsWith('/') ? relative(root, path) : path))) {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    if (typeof manifest.license !== 'string') throw new Error(`${manifest.name} ${manifest.version} does not say its licence.`);
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    parts.push(`${manifest.name} ${manifest.version} (${manifest.license})\n${file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`}`);
  }
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

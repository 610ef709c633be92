// Makes one file of the child and its dependencies, which starts in about half the time; what a run may not need is in files beside it.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}dist/bundle`;

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
/** Tells this bundle from others: whoever converts documents otherwise must not find what an earlier one kept. */
async function buildId() {
  const hash = createHash('sha256');
  for (const folder of ['dist', '../mcp-swagger-parser/dist', '../mcp-swagger-ipc/dist']) {
    const names = (await readdir(join(root, folder), { recursive: true })).filter((name) => name.endsWith('.js')).sort();
    for (const name of names) hash.update(name).update(await readFile(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  sourcemap: false,
  legalComments: 'external',
  logLevel: 'warning',
  define: { BUILD_ID_OF_BUNDLE: JSON.stringify(await buildId()) },
  // CommonJS inside the bundle still asks for `require`.
  banner: { js: "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);" },
};

/** Zod brings its messages in fifty languages, a fifth of the bundle; ours are English. */
const oneLanguage = {
  name: 'one-language',
  setup: ({ onLoad }) => onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js';" })),
};

await build({ ...options, plugins: [oneLanguage], entryPoints: ['dist/cli.js'], outdir, splitting: true, chunkNames: 'part-[name]-[hash]', outExtension: { '.js': '.mjs' } });
// Threads and processes are looked for beside the file that starts them, under the names that they have among the modules.
await build({ ...options, entryPoints: ['dist/managed/watchdog-worker.js'], outfile: `${outdir}/watchdog-worker.js` });
await build({ ...options, entryPoints: ['dist/upstream/projection/projection-child.js'], outfile: `${outdir}/projection-child.js` });

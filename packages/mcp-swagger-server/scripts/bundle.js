// Makes one file of the child and its dependencies, and keeps what V8 makes of it: it starts in half the time of the single modules.
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildId, onlyTools, options, pathOfTables, plugins, requireOfModules, root } from './esbuild-options.js';

const outdir = `${root}dist/bundle`;

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });

// V8 keeps compiled scripts, not compiled modules. What is loaded late in the sources is evaluated late here too, out of the same file.
const program = {
  ...options,
  format: 'cjs',
  supported: { ...options.supported, 'dynamic-import': false },
  define: { BUILD_ID_OF_BUNDLE: JSON.stringify(await buildId()), 'import.meta.url': 'importMetaUrl' },
  // A function as a whole, which load-bundle.js calls: to put it around the text there would hold the text twice.
  banner: { js: "(function (exports, require, module, __filename, __dirname) { const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  footer: { js: '})' },
  entryPoints: ['dist/cli.js'],
};
await build({ ...program, plugins, outfile: `${outdir}/cli.cjs` });
await build({ ...program, plugins: [...plugins, onlyTools], outfile: `${outdir}/tools.cjs` });
await build({ ...options, format: 'cjs', entryPoints: [pathOfTables()], outfile: `${outdir}/iconv-lite.cjs` });
await build({ ...options, format: 'cjs', entryPoints: ['dist/telemetry/open-telemetry.js'], outfile: `${outdir}/open-telemetry.cjs` });
// Threads and processes are looked for beside the file that starts them, under the names that they have among the modules.
await build({ ...options, format: 'esm', entryPoints: ['dist/managed/watchdog-worker.js'], outfile: `${outdir}/watchdog-worker.js` });
await build({
  ...options,
  format: 'esm',
  banner: { js: requireOfModules },
  entryPoints: ['dist/upstream/projection/projection-child.js'],
  outfile: `${outdir}/projection-child.js`,
});
await promisify(execFile)(process.execPath, [join(root, 'scripts/keep-code.js')], { timeout: 60_000 });

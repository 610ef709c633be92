// Makes one file of the child and its dependencies, and keeps what V8 makes of it: it starts in half the time of the single modules.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

const options = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', minify: true, sourcemap: false, legalComments: 'external', logLevel: 'warning' };

/** Zod brings its messages in fifty languages, a fifth of the bundle; ours are English. */
const oneLanguage = {
  name: 'one-language',
  setup: ({ onLoad }) => onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js';" })),
};

/** Of undici we call an Agent's `request`; its fetch, web sockets, caches and mocks would cost 10 to 30 ms of every start. Who imports more is told by a failing build. */
const onlyAgents = {
  name: 'only-agents',
  setup: ({ onLoad }) =>
    onLoad({ filter: /node_modules[\\/]undici[\\/]index\.js$/ }, () => ({
      contents: `
        import Dispatcher from './lib/dispatcher/dispatcher.js';
        import request from './lib/api/api-request.js';
        Dispatcher.prototype.request = request;
        export { default as Agent } from './lib/dispatcher/agent.js';
        export { default as buildConnector } from './lib/core/connect.js';`,
    })),
};

/** Tables of the charsets of the world, a quarter of the bundle, for what clients of the SSE transport may send: they stay in a file of their own. */
let tables;
const tablesBeside = {
  name: 'tables-beside',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^iconv-lite$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === tablesBeside) return undefined;
      tables = (await resolve(path, { resolveDir, kind, pluginData: tablesBeside })).path;
      return { path: './iconv-lite.cjs', external: true };
    }),
};

/** Commander starts the programs that a command is made of; ours are all in here, and to load what starts programs would cost 5 ms of every start. */
const noPrograms = {
  name: 'no-programs',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) => (/[\\/]commander[\\/]/.test(importer) ? { path: 'no-programs', namespace: 'no-programs' } : undefined));
    onLoad({ filter: /^no-programs$/, namespace: 'no-programs' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Traces are rare, and their library is large: it stays in a file of its own, read only where traces are asked for. */
const tracesBeside = {
  name: 'traces-beside',
  setup: ({ onResolve }) => onResolve({ filter: /[\\/]open-telemetry\.js$/ }, ({ kind }) => (kind === 'entry-point' ? undefined : { path: './open-telemetry.cjs', external: true })),
};

// V8 keeps compiled scripts, not compiled modules. What is loaded late in the sources is evaluated late here too, out of the same file.
await build({
  ...options,
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { BUILD_ID_OF_BUNDLE: JSON.stringify(await buildId()), 'import.meta.url': 'importMetaUrl' },
  // A function as a whole, which load-bundle.js calls: to put it around the text there would hold the text twice.
  banner: { js: "(function (exports, require, module, __filename, __dirname) { const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  footer: { js: '})' },
  plugins: [oneLanguage, onlyAgents, tablesBeside, tracesBeside, noPrograms],
  entryPoints: ['dist/cli.js'],
  outfile: `${outdir}/cli.cjs`,
});
await build({ ...options, format: 'cjs', entryPoints: [tables], outfile: `${outdir}/iconv-lite.cjs` });
await build({ ...options, format: 'cjs', entryPoints: ['dist/telemetry/open-telemetry.js'], outfile: `${outdir}/open-telemetry.cjs` });
// Threads and processes are looked for beside the file that starts them, under the names that they have among the modules.
await build({ ...options, format: 'esm', entryPoints: ['dist/managed/watchdog-worker.js'], outfile: `${outdir}/watchdog-worker.js` });
await build({
  ...options,
  format: 'esm',
  // CommonJS inside the bundle still asks for `require`.
  banner: { js: "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);" },
  entryPoints: ['dist/upstream/projection/projection-child.js'],
  outfile: `${outdir}/projection-child.js`,
});
await promisify(execFile)(process.execPath, [join(root, 'scripts/keep-code.js')], { timeout: 60_000 });

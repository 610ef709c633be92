// What all bundles have in common: how they are made, and what stays out of them.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Of every bundle. */
// esbuild believes that Node 20 has neither of these, and would make such an expression anew at each use.
const supported = { 'regexp-unicode-property-escapes': true, 'regexp-lookbehind-assertions': true };

export const options = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', supported, minify: true, sourcemap: false, legalComments: 'external', logLevel: 'warning' };

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

/** Zod looks for schemas and values that contain themselves before it parses the first time; flags hold none. Without a memoizer it does not. */
const noCycles = {
  name: 'no-cycles',
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]memoizer\.js$/ }, () => ({
      contents: 'export class $ZodCyclicError extends Error {}\nexport const isRecursiveSchema = () => false;\nexport const isBackEdge = () => false;\nexport const memoizer = () => undefined;',
    })),
};

/** For the program when it is only asked for the tools: what serves and what calls stays out. */
export const onlyTools = {
  name: 'only-tools',
  setup: (build) => {
    noCycles.setup(build);
    build.onLoad({ filter: /[\\/]dist[\\/](cli[\\/](serve|call-tool)|managed[\\/]run-managed)\.js$/ }, () => ({ contents: "throw new Error('This bundle lists tools and does nothing else.');\nexport {};" }));
  },
};

/** Where those tables are, known after a bundle was made that wants them beside it. */
export function pathOfTables() {
  return tables;
}

/** For whatever is bundled. */
export const plugins = [oneLanguage, onlyAgents, tablesBeside, tracesBeside, noPrograms];

/** CommonJS inside of modules still asks for `require`. */
export const requireOfModules = "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);";

/** Tells a bundle from others: whoever converts documents otherwise must not find what an earlier one kept. */
export async function buildId() {
  const hash = createHash('sha256');
  for (const folder of ['dist', '../mcp-swagger-parser/dist', '../mcp-swagger-ipc/dist']) {
    const names = (await readdir(join(root, folder), { recursive: true })).filter((name) => name.endsWith('.js')).sort();
    for (const name of names) hash.update(name).update(await readFile(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

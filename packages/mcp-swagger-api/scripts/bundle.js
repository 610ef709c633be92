// Makes one file of the API and what it imports, nearly three thousand modules: it starts with less than half the processor time.
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}dist/bundle`;

/** TypeORM asks for the clients of all databases, Nest for all transports: who is not installed is asked for when it is used. */
const notInstalled = {
  name: 'not-installed',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      if (pluginData === notInstalled || where.kind === 'entry-point') return undefined;
      const { errors } = await resolve(path, { ...where, pluginData: notInstalled });
      return errors.length > 0 ? { path, external: true } : undefined;
    }),
};

/** Packages of Nest make a `require` of their own for what they need at once; it would load a second copy from elsewhere. */
const oneCopy = {
  name: 'one-copy',
  setup: ({ onLoad }) =>
    onLoad({ filter: /@nestjs[\\/](typeorm|serve-static)[\\/]dist[\\/].*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace('const require = createRequire(import.meta.url);', ''),
    })),
};

await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  // Threads and guards are looked for beside the file that starts them, under the names that they have among the modules.
  entryPoints: ['main', 'documents/conversion.worker', 'logs/search.worker', 'database/embedded-postgres/windows-guard'].map((name) => `dist/${name}.js`),
  outdir,
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Nest, TypeORM and the log go by the names of classes. It stays readable: stacks point into it, and Node prints the line that threw.
  keepNames: true,
  // esbuild believes that Node 20 has neither of these, and would make such an expression anew at each use.
  supported: { 'regexp-unicode-property-escapes': true, 'regexp-lookbehind-assertions': true },
  legalComments: 'none',
  logLevel: 'warning',
  // A native library: beside its files it must stay.
  external: ['@node-rs/argon2'],
  plugins: [notInstalled, oneCopy],
  // CommonJS inside of modules still asks for these.
  banner: { js: "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);\nconst __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;" },
});

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

/** By then whatever a start needs is compiled, in ms. */
const STARTED_MS = 2_000;

/** Of other bundles and of other versions of Node. */
const MOST_FILES = 8;

/** Another version of Node makes other code. */
const SUFFIX = `${process.version}-${process.arch}.code`;

/** Where the code is kept that V8 made of a bundle when it was built. */
export function codeFile(bundle) {
  return `${bundle}.${SUFFIX}`;
}

/** Runs a bundle with the code that was kept when it was built. A Node that did not build it keeps its own, in the cache of its user. */
export function runBundle(bundle) {
  const source = readFileSync(bundle, 'latin1');
  if (existsSync(codeFile(bundle))) {
    runScript(bundle, source, readFileSync(codeFile(bundle)));
    return;
  }
  const file = process.argv.includes('--no-cache') ? undefined : ownFile(source);
  const script = runScript(bundle, source, file !== undefined && existsSync(file) ? readFileSync(file) : undefined);
  if (file !== undefined && script.cachedDataRejected !== false) setTimeout(() => keep(script, file), STARTED_MS).unref();
}

/** Runs a bundle, whose text is one byte a character and a function of what CommonJS modules get; gives its script. */
export function runScript(bundle, source, cachedData) {
  const script = new vm.Script(source, { filename: bundle, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return script;
}

/** In a directory that is the user's alone: who may write there decides what we run. Undefined where that cannot be had, or not be known. */
function ownFile(source) {
  if (process.getuid === undefined) return undefined;
  const directory = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mcp-swagger', 'code');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(directory);
    if (uid !== process.getuid() || (mode & 0o022) !== 0) return undefined;
    return join(directory, `${createHash('sha256').update(source).digest('hex')}.${SUFFIX}`);
  } catch {
    return undefined;
  }
}

function keep(script, file) {
  const temporary = `${file}.${randomUUID()}`;
  try {
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
    const directory = dirname(file);
    const others = readdirSync(directory).filter((name) => name.endsWith('.code')).map((name) => ({ path: join(directory, name), keptMs: statSync(join(directory, name)).mtimeMs }));
    for (const { path } of others.sort((a, b) => b.keptMs - a.keptMs).slice(MOST_FILES)) rmSync(path, { force: true });
  } catch {
    // Without rights or room the next start takes as long as this one.
    rmSync(temporary, { force: true });
  }
}

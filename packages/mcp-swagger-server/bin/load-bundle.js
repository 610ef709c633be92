const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, dirname, isAbsolute, join } = require('node:path');
const vm = require('node:vm');

/** By then whatever a start needs is compiled, in ms. */
const STARTED_MS = 2_000;

/** Of other bundles and of other versions of Node. */
const MOST_FILES = 8;

/** By then no process is still writing what it began, in ms. */
const UNFINISHED_MS = 60 * 60_000;

/** Another version of Node makes other code. */
const SUFFIX = `${process.version}-${process.arch}.code`;

/** Commands that convert one document and end. They have a bundle of their own, without all that serves. */
const BRIEF = new Set(['tools']);

/**
 * For those V8 shall not begin with the smallest space for what is new, nor look for garbage beside the work in a heap that ends with it, nor optimize, where it can be told so, what runs for half a second: that
 * takes as long again. V8 complains aloud of a flag that it does not know.
 */
const FLAGS_OF_BRIEF = ['--semi-space-growth-factor=16', '--no-incremental-marking', ...(process.versions.v8.startsWith('11.') ? ['--interrupt-budget=2000000'] : [])];

/** The bundle of a command, of those in a folder. */
function bundleFor(command, folder) {
  return join(folder, BRIEF.has(command) ? `${command}.cjs` : 'cli.cjs');
}

/** Where the code is kept that V8 made of a bundle when it was built. */
function codeFile(bundle) {
  return `${bundle}.${SUFFIX}`;
}

/** Runs a bundle with the code that was kept when it was built. A Node that did not build it keeps its own, in the cache of its user. */
function runBundle(bundle) {
  const source = readFileSync(bundle, 'latin1');
  const built = keptIn(codeFile(bundle));
  if (built !== undefined) {
    runScript(bundle, source, built);
    return;
  }
  const own = process.argv.includes('--no-cache') ? undefined : ownFile(source);
  const script = runScript(bundle, source, own === undefined ? undefined : keptIn(own));
  if (own === undefined || script.cachedDataRejected === false) return;
  if (isBrief(bundle)) process.once('exit', () => keep(script, own));
  else setTimeout(() => keep(script, own), STARTED_MS).unref();
}

/** Undefined where there is nothing that can be read: another process may take away what it finds too old just when this one would read it. */
function keptIn(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Runs a bundle, whose text is one byte a character and a function of what CommonJS modules get; gives its script. */
function runScript(bundle, source, cachedData) {
  const script = new vm.Script(source, { filename: bundle, cachedData });
  if (cachedData !== undefined && !isBrief(bundle)) letGo(cachedData);
  // Code is taken, and made to be kept, only under the flags that V8 has of itself.
  if (isBrief(bundle) && script.cachedDataRejected === false) for (const flag of FLAGS_OF_BRIEF) require('node:v8').setFlagsFromString(flag);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return script;
}

/** V8 has made of it what it needs. A server at rest collects no garbage, and would hold these 2 MB for ever; what is sent to a port that is closed is gone at once. */
function letGo({ buffer, length }) {
  if (buffer.byteLength !== length) return;
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(buffer, [buffer]);
  port1.close();
}

function isBrief(bundle) {
  return BRIEF.has(basename(bundle, '.cjs'));
}

/** In a directory that is the user's alone: who may write there decides what we run. Undefined where that cannot be had, or not be known. */
function ownFile(source) {
  if (process.getuid === undefined) return undefined;
  const { createHash } = require('node:crypto');
  const { homedir } = require('node:os');
  const { XDG_CACHE_HOME: named = '' } = process.env;
  // What is empty counts as not set, and so does what is relative (XDG Base Directory Specification 0.8).
  const directory = join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'mcp-swagger', 'code');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(directory);
    if (uid !== process.getuid() || (mode & 0o022) !== 0) return undefined;
    return codeFile(join(directory, createHash('sha256').update(source).digest('hex')));
  } catch {
    return undefined;
  }
}

function keep(script, file) {
  const temporary = `${file}.${require('node:crypto').randomUUID()}`;
  try {
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
    tidy(dirname(file));
  } catch {
    // Without rights or room the next start takes as long as this one.
    rmSync(temporary, { force: true });
  }
}

/** Leaves the newest of what is kept, and of what is being written what is not left from a process that ended meanwhile. */
function tidy(directory) {
  const files = readdirSync(directory).flatMap((name) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    return found === undefined ? [] : [{ name, path: join(directory, name), keptMs: found.mtimeMs }];
  });
  const surplus = files.filter(({ name }) => name.endsWith('.code')).sort((a, b) => b.keptMs - a.keptMs).slice(MOST_FILES);
  const unfinished = files.filter(({ name, keptMs }) => /\.code\.[0-9a-f-]{36}$/.test(name) && Date.now() - keptMs > UNFINISHED_MS);
  for (const { path } of [...surplus, ...unfinished]) rmSync(path, { force: true });
}

module.exports = { bundleFor, codeFile, runBundle, runScript };

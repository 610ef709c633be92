// What every command of the repository needs: run a program, install what is missing, build what is out of date.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** pnpm through npx: a fresh machine has Node and npm only. */
const PNPM = ['npx', '-y', 'pnpm@12.21.0'];

const INSTALL_STAMP = join(root, 'node_modules/.installed');
const BUILD_STAMP = join(root, 'node_modules/.built');

/** Runs a program with the terminal as its own; rejects when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** Runs a program of node_modules. */
export function runTool(name, args, options) {
  return run(join(root, 'node_modules/.bin', name), args, options);
}

/** Installs the dependencies, unless the ones of this lock file are there. */
export async function install() {
  const wanted = hashOf([...manifests(), join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml')]);
  if (readStamp(INSTALL_STAMP) === wanted) return;
  step('Installing dependencies (once; under a minute)');
  const [command, ...args] = PNPM;
  await run(command, [...args, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error']);
  writeStamp(INSTALL_STAMP, wanted);
}

/** Builds all packages, unless they are built from these sources. */
export async function build({ force = false } = {}) {
  const wanted = sourcesStamp();
  if (!force && readStamp(BUILD_STAMP) === wanted && existsSync(join(root, 'packages/mcp-swagger-api/dist/bundle/main.js'))) return;
  step('Building');
  // The dashboard speaks the contract as well, and takes it from where it is built.
  await runTool('tsc', ['-b']);
  await Promise.all([bundle('api'), bundle('server'), buildDashboard()]);
  writeStamp(BUILD_STAMP, wanted);
}

async function bundle(name) {
  await run(process.execPath, [join(root, `packages/mcp-swagger-${name}/scripts/bundle.js`)]);
}

async function buildDashboard() {
  const cwd = join(root, 'packages/mcp-swagger-ui');
  await run(join(cwd, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], { cwd });
}

export function step(text) {
  process.stdout.write(`› ${text}\n`);
}

/** Ends a command with one sentence instead of a stack. */
export function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

function manifests() {
  return [join(root, 'package.json'), ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'package.json'))];
}

/** Changes when a source file, or anything else that the build reads, was edited, added or removed. */
function sourcesStamp() {
  const files = [join(root, 'tsconfig.json'), join(root, 'tsconfig.base.json'), join(root, 'pnpm-lock.yaml')];
  for (const name of readdirSync(join(root, 'packages'))) files.push(...filesBelow(join(root, 'packages', name)));
  const lines = files.toSorted().map((file) => `${relative(root, file)} ${statSync(file).mtimeMs} ${statSync(file).size}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function hashOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

// The official conformance suite: installed on demand with the Node that it needs, and run against a server.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './end-with-us.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PACKAGE = join(HERE, 'node_modules/@modelcontextprotocol/conformance');
const NODE = join(HERE, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const STAMP = join(HERE, 'node_modules/.installed');

/** Longer than all scenarios of a revision take on a slow machine. */
const LONGEST_RUN_MS = 5 * 60_000;
const MOST_OUTPUT = 200_000;

/** Installs the suite, unless the one of the lock file is there; `run` and `step` are those of scripts/project.js. */
export async function installSuite({ run, step }) {
  const wanted = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  step('Installing the conformance suite (once)');
  await run('npm', ['ci', '--loglevel=error'], { cwd: HERE });
  writeFileSync(STAMP, wanted);
}

/** What a revision of the protocol requires of servers: `{scored, notScored}`, names of scenarios. */
export async function requirementsOf(revision) {
  const { parse } = createRequire(join(HERE, 'package.json'))('yaml');
  const { server, not_scored: notScored = [] } = parse(await readFile(join(PACKAGE, 'requirements', `${revision}.yaml`), 'utf8'));
  return { scored: server, notScored: notScored.filter(({ leg }) => leg === 'server').map(({ scenario }) => scenario) };
}

/**
 * Runs what a revision requires against a server, and lets the suite write into a folder: the checks of each scenario by its name. Rejects when the suite
 * itself does not get through.
 */
export async function runSuite(url, revision, scenarios, folder) {
  const own = join(folder, revision);
  await mkdir(own);
  const output = await runToEnd([join(PACKAGE, 'dist/index.js'), 'server', '--url', url, '--requirements', revision, '-o', own]);
  const checks = await readChecks(own, scenarios);
  if (checks.size === 0) throw new Error(`The suite left no results for ${revision}:\n${output.slice(-2_000)}`);
  return checks;
}

/** The exit code says nothing that the results do not say. */
async function runToEnd(args) {
  const child = spawn(NODE, args, { cwd: HERE, stdio: ['ignore', 'pipe', 'pipe'], signal: AbortSignal.timeout(LONGEST_RUN_MS), killSignal: 'SIGKILL' });
  endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-MOST_OUTPUT);
    });
  }
  await once(child, 'close').catch((error) => {
    throw new Error(error.name === 'AbortError' ? `The suite did not end within ${LONGEST_RUN_MS / 1_000} s:\n${output.slice(-2_000)}` : `The suite does not run: ${error.message}`, { cause: error });
  });
  return output;
}

/** Each scenario has a folder of its own: server-<scenario>-<time>. */
async function readChecks(folder, scenarios) {
  const names = await readdir(folder);
  const checks = new Map();
  for (const scenario of scenarios) {
    const name = names.find((one) => one.startsWith(`server-${scenario}-`) && /^\d{4}-\d\d-\d\dT/.test(one.slice(`server-${scenario}-`.length)));
    const file = name === undefined ? undefined : join(folder, name, 'checks.json');
    if (file !== undefined && existsSync(file)) checks.set(scenario, JSON.parse(await readFile(file, 'utf8')));
  }
  return checks;
}

// `npm test`: installs, builds and runs all tests; arguments go to Jest. The last line is `N passed, N failed`.
// Files named `*.alone.e2e.ts` change the whole machine (its network, of whose changes every browser hears), and run after all others.
// With `--again`, as CI runs it, a file or a few that failed among all the others run once more by themselves. What passes then is named as unsteady:
// a fault to be found, in the test or in the product, but not one of the change that is tested.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, fail, install, root, step } from './project.js';

/** When all tests have ended, Jest itself may take this long to end. */
const LINGER_MS = 15_000;

/** More than these are no accident. */
const MOST_AGAIN = 3;

const AGAIN = '--again';
const ALONE = ['--testMatch=**/*.alone.e2e.ts', '--runInBand'];
const TOGETHER = ['--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=\\.alone\\.e2e\\.ts$'];
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

try {
  await install();
  await build();
} catch (error) {
  fail(error);
}

step('Testing');
const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-tests-'));
try {
  const args = ['--passWithNoTests', ...process.argv.slice(2).filter((argument) => argument !== AGAIN)];
  const result = sumOf(await run('together.json', [...args, ...TOGETHER]), await run('alone.json', [...args, ...ALONE]));
  const mayAgain = process.argv.includes(AGAIN) && !result.leftOpen && result.files.length > 0 && result.files.length <= MOST_AGAIN;
  const { passed, failed, skipped, unsteady } = mayAgain ? await runAgain(result) : { ...result, unsteady: [] };
  for (const file of unsteady) process.stderr.write(`UNSTEADY ${relative(root, file)}: it failed among the others and passed alone.\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${unsteady.length > 0 ? `, ${unsteady.length} unsteady` : ''}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  process.stdout.write('0 passed, 1 failed\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Of two runs of other files. */
function sumOf(one, other) {
  const sum = (name) => one[name] + other[name];
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), passedInFailed: sum('passedInFailed'), leftOpen: one.leftOpen || other.leftOpen, files: [...one.files, ...other.files] };
}

/** The same figures with those of the second run in the place of the first, for the files that failed. */
async function runAgain(first) {
  step(`Once more, by themselves: ${first.files.map((file) => relative(root, file)).join(', ')}`);
  const second = await run('again.json', ['--runInBand', '--runTestsByPath', ...first.files]);
  return {
    passed: first.passed - first.passedInFailed + second.passed,
    failed: second.failed,
    skipped: first.skipped,
    unsteady: first.files.filter((file) => !second.files.includes(file)),
  };
}

/** Runs Jest to its end. Throws when it leaves no report. `files`: those in which something failed. */
async function run(name, args) {
  const report = join(folder, name);
  const jest = spawn(process.execPath, [...FLAGS, join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args], {
    cwd: root,
    // --json prints the report on stdout as well; people read stderr.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(() => {
    if (!existsSync(report)) return;
    clearInterval(watch);
    // A handle that a test left open would keep CI waiting for ever.
    setTimeout(() => jest.kill('SIGKILL'), LINGER_MS).unref();
  }, 500);
  const [code, signal] = await once(jest, 'close');
  clearInterval(watch);
  if (!existsSync(report)) throw new Error(`Jest ended with ${signal ?? code} and left no report.`);
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const leftOpen = signal === 'SIGKILL';
  if (leftOpen) process.stderr.write('A test left something open: Jest did not end by itself.\n');
  const failed = numFailedTests + numRuntimeErrorTestSuites + (leftOpen ? 1 : 0);
  return {
    passed: numPassedTests,
    // Jest may say no without naming a test: a threshold, or no tests at all.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests,
    leftOpen,
    files: testResults.filter(({ status }) => status === 'failed').map((result) => result.name),
    /** In files in which something failed as well. */
    passedInFailed: testResults.filter(({ status }) => status === 'failed').flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length,
  };
}

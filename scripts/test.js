// `npm test`: installs, builds and runs all tests; arguments go to Jest. The last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, fail, install, root, step } from './project.js';

/** When all tests have ended, Jest itself may take this long to end. */
const LINGER_MS = 15_000;

try {
  await install();
  await build();
} catch (error) {
  fail(error);
}

step('Testing');
const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-tests-'));
const report = join(folder, 'report.json');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const jest = spawn(process.execPath, [...flags, join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
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

let closing = '0 passed, 1 failed';
try {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const leftOpen = signal === 'SIGKILL' ? 1 : 0;
  if (leftOpen > 0) process.stderr.write('A test left something open: Jest did not end by itself.\n');
  const failed = numFailedTests + numRuntimeErrorTestSuites + leftOpen;
  closing = `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`;
  process.exitCode = code === 0 && failed === 0 && numPassedTests > 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`Jest ended with ${signal ?? code} and left no report: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${closing}\n`);

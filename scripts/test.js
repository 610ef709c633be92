// `npm test`: installs, builds and runs all tests; arguments go to Jest. The last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, fail, install, root, run, step } from './project.js';

try {
  await install();
  await build();
} catch (error) {
  fail(error);
}

step('Testing');
const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-tests-'));
const report = join(folder, 'report.json');
const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
// --json prints the report on stdout as well; people read stderr.
const outcome = await run(process.execPath, [...flags, ...jest], { stdio: ['ignore', 'ignore', 'inherit'] }).catch((error) => error);

let closing = '0 passed, 1 failed';
try {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  closing = `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`;
  process.exitCode = outcome === undefined && failed === 0 && numPassedTests > 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`Jest left no report: ${outcome?.message ?? error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${closing}\n`);

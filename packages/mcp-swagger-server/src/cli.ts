import './claim-stdout.js';
import { exitCodeOf } from './cli/exit-code.js';
import { isExpected } from './cli/expected-error.js';
import { runProgram } from './cli/program.js';

/** How long a reader may take to read our last words, in ms. */
const LAST_WORDS_MS = 2_000;

function told(error: unknown): number {
  process.stderr.write(isExpected(error) ? `error: ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodeOf(error);
}

// No await at the top: the bundle is CommonJS, which has none.
void runProgram(process.argv.slice(2))
  .catch(told)
  .then((exitCode) => {
    // A pipe is written behind our back, and what is not written yet dies with us.
    process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
    setTimeout(() => process.exit(exitCode), LAST_WORDS_MS);
  });

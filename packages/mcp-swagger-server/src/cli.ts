import { isStderrInUse } from './stderr-use.js';
import './claim-stdout.js';
import { exitCodeOf } from './cli/exit-code.js';
import { isExpected } from './cli/expected-error.js';
import { runProgram } from './cli/program.js';

/** How long a reader may take to read our last words, in ms. */
const LAST_WORDS_MS = 2_000;

/** One line, with the place in the program for whoever mends it. */
function unexpected(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} (unexpected; please report it).`;
  const [, place = 'no place known'] = (error.stack ?? '').split(/\n\s+/);
  return `${error.name}: ${error.message.split('\n')[0] ?? ''} (unexpected, ${place.slice(0, 200)}; please report it).`;
}

function told(error: unknown): number {
  process.stderr.write(`error: ${isExpected(error) ? error.message : unexpected(error)}\n`);
  return exitCodeOf(error);
}

// No await at the top: the bundle is CommonJS, which has none.
void runProgram(process.argv.slice(2))
  .catch(told)
  .then((exitCode) => {
    // A pipe is written behind our back, and what is not written yet dies with us.
    process.stdout.write('', () => {
      if (isStderrInUse()) process.stderr.write('', () => process.exit(exitCode));
      else process.exit(exitCode);
    });
    setTimeout(() => process.exit(exitCode), LAST_WORDS_MS);
  });

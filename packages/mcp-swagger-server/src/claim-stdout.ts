import { Console } from 'node:console';
import type { Writable } from 'node:stream';

const stdout = process.stdout;

/**
 * stdout belongs to messages or to MCP alone. Returns it, and from then on whatever anybody else prints there goes to stderr, also by a
 * reference that was taken before.
 */
export function claimStdout(): Writable {
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => process.stderr });
  return stdout;
}

// Nobody here prints through the console, so what comes that way is a stray.
globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr, ignoreErrors: true });

// A dependency may print while it is loaded, long before flags are read.
if (process.argv.includes('--managed')) claimStdout();

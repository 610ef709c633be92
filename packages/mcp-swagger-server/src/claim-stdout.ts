import { Console } from 'node:console';
import { Writable } from 'node:stream';

const { stdout } = process;
let claimed: Writable | undefined;
let stray: Console | undefined;

/**
 * stdout belongs to messages or to MCP alone. Returns a way to it, and from then on whatever anybody else prints there goes to stderr, also by
 * a stream or a console that was taken before, as loggers do when they are loaded.
 */
export function claimStdout(): Writable {
  claimed ??= takeOver();
  return claimed;
}

function takeOver(): Writable {
  const write = stdout.write.bind(stdout);
  const owner = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, encoding, callback) => void write(chunk, typeof chunk === 'string' ? encoding : undefined, callback),
  });
  // A reader that is gone is told to whoever writes.
  stdout.on('error', (error) => owner.destroy(error));
  stdout.write = process.stderr.write.bind(process.stderr);
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => process.stderr });
  return owner;
}

// Nobody here prints through the console, so what comes that way is a stray. Most runs have none, and a stream for stderr brings all that Node has of networks.
Object.defineProperty(globalThis, 'console', {
  configurable: true,
  enumerable: false,
  get: () => (stray ??= new Console({ stdout: process.stderr, stderr: process.stderr, ignoreErrors: true })),
  set: (console: Console) => {
    stray = console;
  },
});

// A dependency may print while it is loaded, long before flags are read.
if (process.argv.some((argument) => argument === '--managed' || /^(--transport=|-t)?stdio$/.test(argument))) claimStdout();

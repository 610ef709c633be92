// The server under test: the command line as anybody starts it, on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endWithUs } from './end-with-us.js';

const START_MS = 30_000;
const GRACE_MS = 10_000;
const MOST_OUTPUT = 20_000;

/** Serves a document with the command line: `{url, close}`. Rejects with what it wrote when it does not start. */
export async function serve(root, documentFile, apiUrl) {
  const command = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');
  const child = spawn(process.execPath, [command, '--openapi', documentFile, '--watch', '--base-url', apiUrl, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(child);
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-MOST_OUTPUT);
  });
  const close = async () => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await closed;
    clearTimeout(kill);
  };
  try {
    return { url: await Promise.race([addressIn(child.stdout), neverStarts(closed), tooSlow()]), close };
  } catch (error) {
    await close();
    throw new Error(`The server did not start: ${error.message}\n${errors}`, { cause: error });
  }
}

/** The line that names the tools ends with the address. */
async function addressIn(stdout) {
  let text = '';
  for await (const chunk of stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    const address = /(http:\/\/\S+)\n/.exec(text)?.[1];
    if (address !== undefined) {
      stdout.resume();
      return address;
    }
  }
  throw new Error('it told no address.');
}

async function neverStarts(closed) {
  const [code, signal] = await closed;
  throw new Error(`it ended with ${signal ?? `exit code ${code}`}.`);
}

function tooSlow() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`nothing within ${START_MS / 1_000} s.`)), START_MS).unref();
  });
}

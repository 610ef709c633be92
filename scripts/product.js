// The product as a user starts it: the built API in a process of its own, for tests, measures and pictures.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project.js';

const MAIN = join(root, 'packages/mcp-swagger-api/dist/bundle/main.js');
const ADDRESS = /Ready in .*: (http:\S+)/;
const STOP_MS = 60_000;
const MAX_OUTPUT = 4_000_000;

/**
 * Starts it on a free port, in a data directory of its own that is removed at the end unless one is given. Resolves when it prints its address;
 * rejects with what it printed when it ends instead.
 */
export async function startProduct({ env = {}, dataDir, launcher = [] } = {}) {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'mcp-swagger-api-')));
  const [program, ...args] = [...launcher, process.execPath, MAIN];
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: directory, SAMPLE_SERVER: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const take = (chunk) => {
      output += chunk;
      if (output.length > MAX_OUTPUT) output = output.slice(-MAX_OUTPUT / 2);
      const found = ADDRESS.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`The API ended with ${code}:\n${output}`)));
  }).catch(async (error) => {
    if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    url,
    dataDir: directory,
    process: child,
    output: () => output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const closed = once(child, 'close');
        // A stopped process takes no signal but this and the last.
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await closed;
        clearTimeout(late);
      }
      if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

// Processes of a measurement: started, known by the address that they print, ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { cpuMicros } from './process-figures.js';

const READY_MS = 30_000;

/** Starts a program, and resolves when its output names an address; `msToReady` is from the spawn to that, `cpuMsToReady` what it used until then, where that can be known. */
export async function start(command, args, { address = /(http:\/\/\S+)/, env = {}, script = process.execPath } = {}) {
  const begun = performance.now();
  const child = spawn(script, [...command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...env } });
  let output = '';
  const found = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${command.at(-1)} was not ready within ${READY_MS} ms:\n${output}`)), READY_MS);
    const read = (chunk) => {
      output = `${output}${chunk}`.slice(-10_000);
      const match = address.exec(output);
      if (match === null) return;
      clearTimeout(late);
      resolve({ url: match[1], msToReady: performance.now() - begun, cpuMsToReady: (cpuMicros(child.pid) ?? NaN) / 1_000 });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${command.at(-1)} ended with ${code}:\n${output}`)));
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    ...found,
    pid: child.pid,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** Processes that end together, the last one first. */
export function together() {
  const processes = [];
  return {
    started: async (process) => {
      const running = await process;
      processes.push(running);
      return running;
    },
    end: async () => {
      for (const { end } of processes.reverse()) await end();
    },
  };
}

/** A port that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

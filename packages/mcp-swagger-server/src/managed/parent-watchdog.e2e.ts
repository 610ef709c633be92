import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';

const WATCHDOG = new URL('../../dist/managed/parent-watchdog.js', import.meta.url).href;

/** Opens all files that it may, has its parent watched, and closes them when the thread has failed for it. It never ends by itself. */
const CROWDED = `
  import { closeSync, openSync } from 'node:fs';
  const { watchParent } = await import(${JSON.stringify(WATCHDOG)});
  let begun = 0;
  const files = [];
  process.on('worker', (worker) => {
    begun += 1;
    if (begun === 2) worker.once('online', () => console.log('watched'));
    worker.once('error', ({ code }) => {
      for (const file of files.splice(0)) closeSync(file);
      console.log(code);
    });
  });
  setInterval(() => {}, 60_000);
  // A thread has an event loop of its own, which is two files or three; its program is one more.
  try { for (;;) files.push(openSync('/dev/null')); } catch {}
  for (let spare = 0; spare < Number(process.argv[1]); spare += 1) closeSync(files.pop());
  watchParent(process.ppid);
`;

describe('The thread that watches the parent', () => {
  it.each([
    ['no file is left for it', 0],
    ['its program cannot be opened', 4],
  ])('is begun again when %s: the process goes on meanwhile, and ends with its parent afterwards', async (_why, spare) => {
    const parent = spawn('/bin/sh', ['-c', 'ulimit -n 64; "$0" --input-type=module -e "$1" "$2" & wait', process.execPath, CROWDED, String(spare)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    const output = createInterface(parent.stdout);
    const ended = once(output, 'close');
    await new Promise<void>((resolve) => {
      output.on('line', (line) => {
        said.push(line);
        if (line === 'watched') resolve();
      });
      output.once('close', resolve);
    });
    expect(said).toEqual([expect.stringMatching(/EMFILE|ERR_WORKER_INIT_FAILED/), 'watched']);
    parent.kill('SIGKILL');
    // It holds the other end of this pipe as long as it lives.
    await ended;
  });
});

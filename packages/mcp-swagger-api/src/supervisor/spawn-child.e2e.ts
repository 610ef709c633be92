import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isOurOwn } from './close-inherited.js';
import { supervisions } from './testing/supervise.js';

const { running, stopAll } = supervisions();
afterEach(() => stopAll());

const onLinux = process.platform === 'linux' ? it : it.skip;

/** What a process has open, by number. */
function openIn(pid: string): [fd: number, target: string][] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [[Number(fd), readlinkSync(`/proc/${pid}/fd/${fd}`)] satisfies [number, string]];
    } catch {
      return [];
    }
  });
}

describe('A child', () => {
  onLinux('has a group of its own, and nothing that we have open', async () => {
    // Whoever runs the tests may have left something open; the API closes such things when it starts.
    const ours = new Set(openIn('self').flatMap(([fd, target]) => ((fd <= 2 || isOurOwn(fd)) && /^(socket|pipe):|^\/(?!dev\/)/.test(target) ? [target] : [])));
    const { process: child } = await running('good');
    const { pid } = child.view();
    expect(ours.size).toBeGreaterThan(0);
    expect(openIn(String(pid)).filter(([, target]) => ours.has(target))).toEqual([]);
    // Field 5 of proc_pid_stat(5), after the name in its brackets.
    expect(Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2])).toBe(pid);
  });
});

describe('What whoever started the API left open', () => {
  const LEFT = 60;
  const CLOSES = new URL('../../dist/supervisor/close-inherited.js', import.meta.url).href;
  const looks = "require('node:fs').readdirSync('/proc/self/fd').map(Number)";
  const script = `
    const children = require('node:child_process');
    const seenByChild = () => JSON.parse(children.execFileSync(process.execPath, ['-p', "JSON.stringify(${looks})"], { encoding: 'utf8' })).includes(${LEFT});
    import('${CLOSES}').then(({ closeInherited }) => {
      const before = seenByChild();
      const closed = closeInherited();
      console.log(JSON.stringify({ before, closed, after: seenByChild() }));
    });`;

  onLinux('is closed before a child could have it', async () => {
    const file = openSync(process.execPath, 'r');
    const api = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit', ...Array<'ignore'>(LEFT - 3).fill('ignore'), file] });
    const said = await text(api.stdout as NodeJS.ReadableStream);
    closeSync(file);
    expect(JSON.parse(said)).toMatchObject({ before: true, closed: expect.arrayContaining([LEFT]), after: false });
  });
});

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Block, blocksOf, pages, repository } from './support/markdown.js';
import { type RunningApi, startApi } from './support/start-api.js';

/** A fence with this info string is run by bash, all of a page in one shell; a block `output` behind it says what it prints, `…` is anything. */
const RUN = 'sh run';
const OUTPUT = 'output';
const CLI = join(repository, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** What these pages need beside Node; elsewhere the commands cannot be tried. */
const hasTools = ['bash', 'curl', 'zcat'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** The pages with commands; of two with the same ones, which a translation has, the first. */
const runnable = [...new Map(pages().toReversed().map(({ path, text }) => [commandsOf(text), { path, blocks: blocksOf(text) }] as const).filter(([commands]) => commands !== '')).values()].reverse();

function commandsOf(text: string): string {
  return blocksOf(text).filter(({ info }) => info === RUN).map(({ code }) => code).join('\n');
}

let api: RunningApi;
let folder: string;

beforeAll(async () => {
  // All that is in the repository, and room for what the commands write.
  folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-docs-'));
  // npx takes a second to find what stands here already.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npx'), `#!/bin/sh\n[ "$1" = mcp-swagger-server ] && shift && exec "${process.execPath}" "${CLI}" "$@"\nexit 1\n`, { mode: 0o755 });
  for (const name of readdirSync(repository)) if (!['.git', '.env', 'data'].includes(name)) symlinkSync(join(repository, name), join(folder, name));
  if (hasTools) api = await startApi({ env: { SAMPLE_SERVER: 'true' } });
});

afterAll(async () => {
  await api?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the blocks of one page; what each printed on stdout. Rejects with the block that failed. */
async function run(path: string, blocks: Block[]): Promise<string[]> {
  const mark = '── the block ends here ──';
  const { host } = new URL(api.url);
  const script = blocks.map(({ code, line }) => `trap 'echo "${path}:${line} failed" >&2' ERR\n${code}\necho '${mark}'\n`).join('');
  const here = script.replaceAll(/(?:127\.0\.0\.1|localhost):3000/g, host);
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder, UPSTREAM_PORT: '0', XDG_CACHE_HOME: join(folder, 'cache') };
  return new Promise((resolve, reject) => {
    execFile('bash', ['--norc', '-euE', '-c', here], { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.split(`${mark}\n`).slice(0, -1));
      else reject(new Error(`${stderr}\n${stdout}`));
    });
  });
}

function asPattern(line: string): RegExp {
  return new RegExp(`^${line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'm');
}

(hasTools ? describe : describe.skip)('The commands of the pages', () => {
  it.each(runnable)('$path', async ({ path, blocks }) => {
    const commands = blocks.filter(({ info }) => info === RUN);
    const printed = await run(path, commands);
    expect(printed).toHaveLength(commands.length);
    for (const [index, block] of blocks.entries()) {
      if (block.info !== OUTPUT) continue;
      const before = blocks[index - 1];
      const said = before === undefined ? undefined : printed[commands.indexOf(before)];
      for (const line of block.code.trimEnd().split('\n')) expect(said).toMatch(asPattern(line));
    }
  });
});

describe('The pages with commands', () => {
  it('have an output only behind commands that are run', () => {
    const astray = pages().flatMap(({ path, text }) => blocksOf(text).filter(({ info }, index, all) => info === OUTPUT && all[index - 1]?.info !== RUN).map(({ line }) => `${path}:${line}`));
    expect(astray).toEqual([]);
    expect(runnable.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'examples/README.md', 'docs/recipes/credentials.md']));
    // The same commands, and so run once.
    expect(runnable.map(({ path }) => path)).not.toContain('README.zh-CN.md');
  });
});

// What the `tools` command takes for the largest well-known documents, as a ratio to a process that only parses the file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/project.js';
import { largeDocuments } from './large-documents.js';
import { median, round } from './median.js';

const ROUNDS = 7;

const command = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** Interleaved, so that a machine that changes its speed changes both. */
export async function toolsCommand({ rounds = ROUNDS } = {}) {
  const documents = await largeDocuments();
  const cache = mkdtempSync(join(tmpdir(), 'mcp-swagger-bench-'));
  const figures = Object.entries(documents).flatMap(([name, file]) => {
    const floor = ['-e', 'JSON.parse(require("fs").readFileSync(process.argv[1]))', file];
    const tools = [command, 'tools', '--openapi', file, '--json', '--no-cache'];
    const again = [command, 'tools', '--openapi', file, '--json', '--cache', cache];
    for (const warm of [tools, again]) timed(warm);
    const pairs = Array.from({ length: rounds }, () => ({ least: timed(floor), ours: timed(tools), cached: timed(again) }));
    return [
      { figure: `tools --json of ${name}, median`, value: Math.round(median(pairs.map(({ ours }) => ours))), unit: 'ms' },
      { figure: 'the same, time as a ratio to a process that only parses the file', value: round(median(pairs.map(({ least, ours }) => ours / least))), unit: 'x' },
      { figure: 'the same again, with what was kept from the time before', value: round(median(pairs.map(({ least, cached }) => cached / least))), unit: 'x' },
    ];
  });
  rmSync(cache, { recursive: true });
  return figures;
}

function timed(args) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
}

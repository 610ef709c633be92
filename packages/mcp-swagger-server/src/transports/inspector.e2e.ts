import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { CLI } from '../testing/managed-child.js';
import { sampleServer } from '../testing/sample-server.js';

const INSPECTOR = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/@modelcontextprotocol/inspector-cli/build/index.js');

/** What the CLI of the official MCP Inspector prints. */
async function inspect(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [INSPECTOR, ...args]);
  return JSON.parse(stdout);
}

it.each(['streamable', 'sse', 'stdio'] as const)('lets the MCP Inspector list and call over %s', async (transport) => {
  const sample = await sampleServer({ transport: transport === 'stdio' ? 'streamable' : transport });
  const folder = await mkdtemp(join(tmpdir(), 'mcp-inspector-'));
  try {
    const file = join(folder, 'sample.json');
    await writeFile(file, sample.api.documentText);
    // The Inspector takes the flags that it knows for its own; ours have short names as well.
    const target = transport === 'stdio' ? [process.execPath, CLI, '-o', file, '--base-url', sample.api.url, '-t', 'stdio'] : [sample.endpoint, '--transport', transport === 'sse' ? 'sse' : 'http'];
    const { tools } = (await inspect(...target, '--method', 'tools/list')) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(['getPet', 'slow', 'flaky']);
    const result = await inspect(...target, '--method', 'tools/call', '--tool-name', 'getPet', '--tool-arg', 'id=7');
    expect(result).toMatchObject({ structuredContent: { path: '/pets/7' } });
  } finally {
    await sample.close();
    await rm(folder, { recursive: true });
  }
}, 60_000);

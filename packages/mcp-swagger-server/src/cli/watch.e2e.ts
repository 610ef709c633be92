import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { CLI } from '../testing/managed-child.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

let api: SampleApi;
let folder: string;
let file: string;
let child: ChildProcess;
let output = '';
let endpoint: URL;
beforeAll(async () => {
  api = await sampleApi();
  folder = await mkdtemp(join(tmpdir(), 'mcp-watch-cli-'));
  file = join(folder, 'sample.json');
  await writeFile(file, api.documentText);
  child = spawn(process.execPath, [CLI, '--openapi', file, '--watch', '--port', '0', '--base-url', api.url], { env: { PATH: process.env['PATH'] } });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => /3 tools at http:\S+\n/.test(output), 'it printed its address');
  endpoint = new URL(/http:\S+/.exec(output)?.[0] ?? '');
});
afterAll(async () => {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
  await api.close();
  await rm(folder, { recursive: true });
});

/** The document with `/dogs` in the place of `/slow`. */
function edited(): string {
  const document = JSON.parse(api.documentText) as { paths: Record<string, { get: object }> };
  const { '/slow': slow, ...others } = document.paths;
  return JSON.stringify({ ...document, paths: { ...others, '/dogs': { get: { ...slow?.get, operationId: 'dogs' } } } });
}

it('with --watch a document that changes is served to the clients of both eras who are there, whose calls end as they began; a broken one is told, and nothing changes', async () => {
  let toldOld = 0;
  let toldNew = 0;
  const oldTransport = new OldTransport(endpoint);
  const old = new OldClient({ name: 'old', version: '1' });
  await old.connect(oldTransport as Parameters<typeof old.connect>[0]);
  old.setNotificationHandler(ToolListChangedNotificationSchema, () => void (toldOld += 1));
  const fresh = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } }, listChanged: { tools: { onChanged: () => void (toldNew += 1) } } });
  await fresh.connect(new NewTransport(endpoint));
  const { sessionId } = oldTransport;
  const waiting = [old, fresh].map((client) => client.callTool({ name: 'slow', arguments: {} }));
  await api.waiting(2);

  await writeFile(file, edited());
  await until(() => toldOld > 0 && toldNew > 0, 'both are told');
  await until(() => output.includes('The document changed: 3 tools, 1 added, 1 removed, 0 changed.'), 'it is logged');
  api.release();
  expect((await Promise.all(waiting)).map(({ structuredContent }) => structuredContent)).toEqual([{ waited: true }, { waited: true }]);

  const offered = async (): Promise<void> => {
    for (const client of [old, fresh]) {
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['getPet', 'flaky', 'dogs']);
      expect((await client.callTool({ name: 'dogs', arguments: {} })).structuredContent).toMatchObject({ path: '/dogs' });
      await expect(client.callTool({ name: 'slow', arguments: {} })).rejects.toThrow(/There is no tool "slow"/);
    }
    expect(oldTransport.sessionId).toBe(sessionId);
  };
  await offered();

  await writeFile(file, 'openapi: [');
  await until(() => output.includes('The document is served as it was: '), 'it is told');
  expect(output).toMatch(/The document is served as it was: .*sample\.json.*line \d/);
  await offered();
  await old.close();
  await fresh.close();
});

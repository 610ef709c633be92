import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { connectSession } from './support/mcp-clients.js';

const RUN = fileURLToPath(new URL('../examples/run.js', import.meta.url));
const env = { ...getDefaultEnvironment(), UPSTREAM_PORT: '0' };

interface Answer {
  isError?: boolean;
  content: { type: string; text?: string; resource?: { blob?: string; text?: string; mimeType?: string } }[];
  structuredContent?: Record<string, unknown>;
}

let ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A client that starts the example itself, as the programs of people do. */
async function overStdio(name: string): Promise<Client> {
  const client = new Client({ name: 'example-client', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [RUN, name, '--transport', 'stdio', '--no-cache'], env, stderr: 'ignore' }));
  ends.push(() => client.close());
  return client;
}

/** A client of the address that the example prints. */
async function overHttp(name: string): Promise<Client> {
  const example = spawn(process.execPath, [RUN, name, '--port', '0', '--no-cache'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(example, 'close');
  ends.push(() => {
    example.kill('SIGTERM');
    return closed;
  });
  let said = '';
  for await (const chunk of example.stdout) {
    said += String(chunk);
    const endpoint = /http:\S+\/mcp/.exec(said)?.[0];
    if (endpoint === undefined) continue;
    const { client } = await connectSession(endpoint);
    ends.unshift(() => client.close());
    return client;
  }
  throw new Error(`The example ${name} ended before it printed an address: ${said}`);
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Answer> {
  return (await client.callTool({ name, arguments: args })) as Answer;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const idOf = ({ structuredContent }: Answer, name: string): unknown => (structuredContent?.['data'] as Record<string, unknown> | undefined)?.[name];
const textOf = ({ content }: Answer): string => content.map(({ text }) => text ?? '').join('\n');

describe('The examples', () => {
  it('upload a template, fill it and fetch the PDF, with a bearer token that the client never sees (carbone)', async () => {
    const client = await overStdio('carbone');
    const version = { 'carbone-version': 4 };
    const added = await call(client, 'addTemplate', { ...version, contentType: 'multipart/form-data', body: { template: base64('<h1>Dear {d.name}</h1>') } });
    const templateId = idOf(added, 'templateId');
    const rendered = await call(client, 'renderReport', { ...version, templateId, body: { data: { name: 'Ann' }, convertTo: 'pdf' } });
    const renderId = idOf(rendered, 'renderId');
    const [report] = (await call(client, 'getReport', { ...version, renderId })).content;
    expect(report?.resource?.mimeType).toBe('application/pdf');
    expect(Buffer.from(report?.resource?.blob ?? '', 'base64').toString('latin1')).toMatch(/^%PDF-1\.4[^]*\(Dear Ann\)[^]*%%EOF\n$/);
  });

  it('offer 346 operations by three tools, and page through a list (gitea)', async () => {
    const client = await overHttp('gitea');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool']);
    expect(textOf(await call(client, 'search_tools', { query: 'list issues of a repository' }))).toContain('issueListIssues');
    expect(textOf(await call(client, 'describe_tool', { name: 'issueListIssues' }))).toContain('"owner"');
    const seen: number[] = [];
    for (let page: number | undefined = 1; page !== undefined; ) {
      const answer = textOf(await call(client, 'call_tool', { name: 'issueListIssues', arguments: { owner: 'ann', repo: 'teapot', page } }));
      seen.push(...[...answer.matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number)));
      const next: string | undefined = /Next page: .*"page":(\d+)/.exec(answer)?.[1];
      page = next === undefined ? undefined : Number(next);
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_none, index) => index + 1));
    expect(textOf(await call(client, 'call_tool', { name: 'userGetCurrent', arguments: {} }))).toContain('"login":"ann"');
  });

  it('get a token for a client by OAuth 2.0 and upload a file with it (microcks)', async () => {
    const client = await overStdio('microcks');
    expect((await client.listTools()).tools.map(({ name }) => name).toSorted()).toEqual(['GetService', 'GetServices', 'GetServicesCounter', 'uploadArtifact']);
    const document = JSON.stringify({ openapi: '3.1.0', info: { title: 'Cups', version: '3.0.0' } });
    expect(textOf(await call(client, 'uploadArtifact', { mainArtifact: true, body: { file: base64(document) } }))).toContain('Cups:3.0.0');
    // The document says that this list is one service; what the API answers comes through all the same.
    expect(textOf(await call(client, 'GetServices', {}))).toContain('"name":"Cups"');
  });

  it('say which there are', async () => {
    const example = spawn(process.execPath, [RUN, 'carbon'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(example, 'close');
    let said = '';
    for await (const chunk of example.stderr) said += String(chunk);
    expect([(await closed)[0], said]).toEqual([2, expect.stringContaining('carbone, gitea, microcks')]);
  });
});

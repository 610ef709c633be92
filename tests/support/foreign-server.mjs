// An MCP server that is not ours, over stdio: does what the tests need a program to do, and misbehaves on request.
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

if (process.argv.includes('--fails')) {
  console.error('There is no such workspace.');
  process.exit(3);
}
if (process.argv.includes('--mute')) await new Promise(() => setInterval(() => {}, 1_000));

const server = new McpServer({ name: 'foreign', version: '3.2.1' }, { instructions: 'Of another maker.', capabilities: { logging: {} } });
const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });
let count = 0;

server.registerTool('whoami', { inputSchema: {} }, () => text(process.pid));
server.registerTool('count', { inputSchema: {} }, () => text((count += 1)));
server.registerTool('secret', { inputSchema: { name: z.string() } }, ({ name }) => {
  console.error(`the secret is ${process.env[name]}`);
  return text(`${String(process.env[name]?.length)} of ${Object.keys(process.env).sort().join(',')}`);
});
server.registerTool('ask', { inputSchema: {} }, async () => {
  const answer = await server.server.elicitInput({ message: 'Your name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } });
  return text(`${answer.action} ${String(answer.content?.name)}`);
});
server.registerTool('sample', { inputSchema: {} }, async () => {
  const answer = await server.server.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: 'Say hi' } }], maxTokens: 10 });
  return text(answer.content.text);
});
server.registerTool('slow', { inputSchema: { steps: z.number() } }, async ({ steps }, { signal, _meta, sendNotification }) => {
  signal.addEventListener('abort', () => console.error('slow was cancelled'));
  for (let step = 1; step <= steps && !signal.aborted; step += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (_meta?.progressToken !== undefined) await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress: step, total: steps } });
  }
  return text('done');
});
server.registerTool('grow', { inputSchema: { name: z.string(), kind: z.enum(['tool', 'prompt', 'resource']).default('tool') } }, ({ name, kind }) => {
  if (kind === 'prompt') server.registerPrompt(name, {}, () => ({ messages: [] }));
  else if (kind === 'resource') server.registerResource(name, `foreign://${name}`, {}, (uri) => ({ contents: [{ uri: uri.href, text: 'new' }] }));
  else server.registerTool(name, { inputSchema: {} }, () => text('new'));
  return text('grown');
});
server.registerTool('crash', { inputSchema: {} }, () => {
  console.error('cannot go on');
  process.exit(7);
});
server.registerTool('talk', { inputSchema: { bytes: z.number() } }, ({ bytes }) => {
  process.stdout.write(`just a line of text\n`);
  return text('x'.repeat(bytes));
});
let written = 0;
server.registerTool('flood', { inputSchema: { messages: z.number() } }, async ({ messages }) => {
  const data = 'y'.repeat(64 * 1024);
  for (let index = 0; index < messages; index += 1) {
    await server.server.sendLoggingMessage({ level: 'info', data: `${index} ${data}` });
    written = index + 1;
    if (index % 50 === 0) console.error(`flooded ${written}`);
  }
  return text(written);
});

const [said] = process.argv.slice(process.argv.indexOf('--says') + 1);
if (process.argv.includes('--says')) {
  console.error(said);
  const tools = [{ name: said, title: said, description: said, inputSchema: { type: 'object', properties: { [said]: { type: 'string', description: said } } } }];
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
}
if (process.argv.includes('--endless')) {
  const tools = Array.from({ length: 60_000 }, (_, index) => ({ name: `t${index}`, inputSchema: { type: 'object' } }));
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools, nextCursor: 'more' }));
}

server.registerResource('readme', 'foreign://readme', { title: 'Read me' }, (uri) => ({ contents: [{ uri: uri.href, text: 'Read me.' }] }));
server.registerResource('page', new ResourceTemplate('foreign://pages/{page}', { list: undefined, complete: { page: (value) => ['one', 'two', 'three'].filter((page) => page.startsWith(value)) } }), {}, (uri, { page }) => ({ contents: [{ uri: uri.href, text: `Page ${String(page)}` }] }));
server.registerPrompt('greet', { argsSchema: { name: completable(z.string(), (value) => ['Ada', 'Alan', 'Grace'].filter((name) => name.startsWith(value))) } }, ({ name }) => ({ messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}.` } }] }));

await server.connect(new StdioServerTransport());

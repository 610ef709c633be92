// Run in a network of its own (`unshare -n`): a client that listens by subscriptions/listen loses its network without a word, and the built server is asked how long it counts it.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createMcpServer } from '../../../dist/index.js';

const PING_MS = 100;
/** Of a system that gives up after seconds instead of a quarter of an hour. */
const RETRIES = '1';
const GIVE_UP_MS = 30_000;
const VERSION = '2026-07-28';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
execFileSync('sysctl', ['-qw', `net.ipv4.tcp_retries2=${RETRIES}`]);
const ends = [];
const text = JSON.stringify({ openapi: '3.0.0', info: { title: 'Books', version: '1' }, servers: [{ url: 'http://127.0.0.1:9' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } });
const server = await createMcpServer({ document: { text }, pingIntervalMs: PING_MS, onConnection: ({ event, kind, reason }) => event === 'disconnected' && ends.push({ kind, reason }) });
const _meta = { 'io.modelcontextprotocol/protocolVersion': VERSION, 'io.modelcontextprotocol/clientInfo': { name: 'listener', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} };
const asked = request(server.endpoint, { method: 'POST', agent: false, headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': VERSION, 'Mcp-Method': 'subscriptions/listen' } });
asked.on('error', () => {});
asked.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true }, _meta } }));
const [response] = await once(asked, 'response');
const [first] = await once(response, 'data');
response.on('error', () => {});
const before = server.connections().length;
execFileSync('ip', ['link', 'set', 'lo', 'down']);
const lostAt = performance.now();
while (server.connections().length > 0 && performance.now() - lostAt < GIVE_UP_MS) await delay(50);
process.stdout.write(JSON.stringify({ status: response.statusCode, first: String(first), before, after: server.connections().length, ends, tookMs: Math.round(performance.now() - lostAt) }));
process.exit(0);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ServerBody } from './support/bodies.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { type OtlpReceiver, type SentSpan, startOtlp } from './support/start-otlp.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const TOKEN = 'otlp-token-0123456789';
const UPSTREAM_TOKEN = 'upstream-token-0123456789';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let otlp: OtlpReceiver;
let api: RunningApi;
let upstream: Upstream;
let server: ServerBody;

beforeAll(async () => {
  [otlp, upstream] = await Promise.all([startOtlp(), startUpstream()]);
  api = await startApi({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url, OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TOKEN}`, OTEL_SERVICE_NAME: 'tests' } });
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'traced', openapiUrl: upstream.documentUrl, headers: { 'X-Token': UPSTREAM_TOKEN } });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
});

afterAll(async () => {
  await api.stop();
  await Promise.all([otlp.stop(), upstream.stop()]);
});

const named = (name: string, traceId?: string): SentSpan[] => otlp.spans.filter((span) => span.name === name && (traceId === undefined || span.traceId === traceId));

describe('A tool call', () => {
  it('is one trace from the request of the MCP client to the call of the upstream, and its client and the upstream are part of it', async () => {
    const client = new Client({ name: 'tracing', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(server.process.endpoint as string), { requestInit: { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    await client.callTool({ name: 'getBook', arguments: { id: '7' } });
    const requestOf = (span: SentSpan | undefined) => otlp.spans.find(({ spanId }) => spanId === span?.parentSpanId);
    // Each is sent when it has ended, which they do one after the other.
    await until(() => Promise.resolve(requestOf(named('tools/call getBook', TRACE)[0]) !== undefined && named('GET', TRACE).length > 0));
    const [call] = named('tools/call getBook', TRACE);
    const [exchange] = named('GET', TRACE);
    expect(requestOf(call)).toMatchObject({ service: 'tests-server', name: 'POST', traceId: TRACE, parentSpanId: PARENT, attributes: { 'http.response.status_code': 200 } });
    expect(exchange).toMatchObject({ parentSpanId: call?.spanId, attributes: { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'http.response.status_code': 200 } });
    expect(call?.attributes).toEqual({ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'getBook' });
    expect(upstream.seen.at(-1)?.headers['traceparent']).toBe(`00-${TRACE}-${exchange?.spanId}-01`);
    await client.close();
  });

  it('of the stateless protocol goes on with the trace that its _meta names', async () => {
    const other = '1'.repeat(32);
    const client = await connectModern(server.process.endpoint as string);
    for (let call = 0; call < 2; call += 1) await client.callTool({ name: 'listBooks', arguments: {}, _meta: { traceparent: `00-${other}-${PARENT}-01` } });
    await until(() => Promise.resolve(named('tools/call listBooks', other).length === 2 && named('GET', other).length === 2));
    expect(named('tools/call listBooks', other).map(({ parentSpanId }) => parentSpanId)).toEqual([PARENT, PARENT]);
    await client.close();
  });

  it('that fails is told as failed, and nothing tells a secret, an argument, a path or a session', async () => {
    const { client, transport } = await connectSession(server.process.endpoint as string);
    await client.callTool({ name: 'getBook', arguments: { id: 'secret-argument' } });
    await client.callTool({ name: 'getBook', arguments: {} });
    await until(() => Promise.resolve(named('tools/call getBook').some(({ attributes }) => attributes['error.type'] === 'tool_error')));
    const received = otlp.received();
    for (const secret of [TOKEN, UPSTREAM_TOKEN, 'secret-argument', '/books', transport.sessionId as string]) expect(received).not.toContain(secret);
    expect(new Set(otlp.headers.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    await client.close();
  });
});

describe('A tool call through the gateway', () => {
  it('is one trace from the request that reaches the API through the process to the upstream', async () => {
    const own = '2'.repeat(32);
    const client = new Client({ name: 'tracing', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/mcp/traced`), { requestInit: { headers: { traceparent: `00-${own}-${PARENT}-01` } } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    await client.callTool({ name: 'getBook', arguments: { id: '8' } });
    const parentOf = (span: SentSpan | undefined) => otlp.spans.find(({ spanId }) => spanId === span?.parentSpanId);
    const way = () => {
      const [exchange] = named('GET', own);
      const call = parentOf(exchange);
      const request = parentOf(call);
      return [parentOf(request), request, call, exchange];
    };
    await until(() => Promise.resolve(way().every((span) => span !== undefined)));
    expect(way()).toEqual([
      expect.objectContaining({ service: 'tests', name: 'POST /mcp/:server', traceId: own, parentSpanId: PARENT, attributes: { 'http.request.method': 'POST', 'http.response.status_code': 200, 'http.route': '/mcp/:server' } }),
      expect.objectContaining({ service: 'tests-server', name: 'POST', traceId: own }),
      expect.objectContaining({ service: 'tests-server', name: 'tools/call getBook', traceId: own }),
      expect.objectContaining({ service: 'tests-server', name: 'GET', traceId: own }),
    ]);
    expect(upstream.seen.at(-1)?.headers['traceparent']).toBe(`00-${own}-${way()[3]?.spanId}-01`);
    await client.close();
  });
});

describe('A tool call of a group', () => {
  const open = async (traceId: string) => {
    const headers = { traceparent: `00-${traceId}-${PARENT}-01` };
    const client = new Client({ name: 'tracing', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/mcp/group/traced%20ones`), { requestInit: { headers } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    return client;
  };
  const upTo = (span: SentSpan | undefined): string[] => (span === undefined ? [] : [...upTo(otlp.spans.find(({ spanId }) => spanId === span.parentSpanId)), `${span.service}: ${span.name}`]);

  beforeAll(async () => {
    expect((await api.send('POST', '/api/groups', { name: 'traced ones', members: [{ serverId: server.id }] })).status).toBe(201);
  });

  it.each<[string, string, () => Promise<void>, string[]]>([
    ['that its headers name', '3'.repeat(32), async () => {
      const client = await open('3'.repeat(32));
      await client.callTool({ name: 'getBook', arguments: { id: '10' } });
      await client.close();
    }, ['tests: POST /mcp/:server']],
    ['that its _meta names', '4'.repeat(32), async () => {
      const client = await connectModern(`${api.url}/mcp/group/traced%20ones`);
      await client.callTool({ name: 'getBook', arguments: { id: '11' }, _meta: { traceparent: `00-${'4'.repeat(32)}-${PARENT}-01` } });
      await client.close();
    }, []],
  ])('is one trace, the one %s, through the API and the process to the upstream', async (_, traceId, call, before) => {
    await call();
    const way = [...before, 'tests: tools/call getBook', 'tests-server: tools/call getBook', 'tests-server: GET'];
    await until(() => Promise.resolve(upTo(named('GET', traceId)[0]).length === way.length));
    const [exchange] = named('GET', traceId);
    expect(upTo(exchange)).toEqual(way);
    expect(upstream.seen.at(-1)?.headers['traceparent']).toBe(`00-${traceId}-${exchange?.spanId}-01`);
  });
});

describe('A server of the command line', () => {
  it('sends its traces too where the environment says so, the last of them before it ends', async () => {
    const bin = fileURLToPath(new URL('../packages/mcp-swagger-server/bin/mcp-swagger-server.js', import.meta.url));
    const env = { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url, OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TOKEN}`, OTEL_SERVICE_NAME: 'command-line' };
    const child = spawn(process.execPath, [bin, '--openapi', upstream.documentUrl, '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { client } = await connectSession(/http:\S+/.exec(line)?.[0] as string);
      await client.callTool({ name: 'getBook', arguments: { id: '9' } });
      await client.close();
    } finally {
      child.kill('SIGTERM');
      await closed;
    }
    const call = otlp.spans.find(({ service, name }) => service === 'command-line' && name === 'tools/call getBook');
    expect(otlp.spans).toContainEqual(expect.objectContaining({ service: 'command-line', name: 'GET', traceId: call?.traceId, parentSpanId: call?.spanId }));
  });
});

describe('A request for REST', () => {
  it('is a span by its route', async () => {
    await api.get(`/api/servers/${server.id}?canary=secret-query`);
    await until(() => Promise.resolve(named('GET /api/servers/:id').length > 0));
    expect(named('GET /api/servers/:id')[0]).toMatchObject({ service: 'tests', attributes: { 'http.route': '/api/servers/:id', 'http.response.status_code': 200 } });
    expect(otlp.received()).not.toContain('secret-query');
  });
});

describe('Without an endpoint for traces', () => {
  it('nothing of OpenTelemetry is loaded', () => {
    const bundle = readFileSync(new URL('../packages/mcp-swagger-server/dist/bundle/cli.cjs', import.meta.url), 'utf8');
    expect(bundle).toContain('./open-telemetry.cjs');
    expect(bundle).not.toContain('OTLPTraceExporter');
  });
});

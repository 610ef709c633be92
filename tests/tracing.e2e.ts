import { readFileSync } from 'node:fs';
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
}, 60_000);

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
    await until(() => Promise.resolve(named('tools/call getBook', TRACE).length > 0 && named('GET', TRACE).length > 0));
    const [call] = named('tools/call getBook', TRACE);
    const [exchange] = named('GET', TRACE);
    const request = otlp.spans.find(({ spanId }) => spanId === call?.parentSpanId);
    expect(request).toMatchObject({ service: 'tests-server', name: 'POST', traceId: TRACE, parentSpanId: PARENT, attributes: { 'http.response.status_code': 200 } });
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

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMcpServer, type McpServer } from '../index.js';
import { type OfferingApi, offeringApi } from '../testing/offering-api.js';
import { open, rawRequest, toolCall } from '../testing/raw-http.js';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'stateless', version: '9' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const headersFor = (method: string): Record<string, string> => ({ 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method });

describe('without a session, what an upstream tells while it answers', () => {
  let api: OfferingApi;
  let server: McpServer;
  beforeAll(async () => {
    api = await offeringApi();
    server = await createMcpServer({ document: { text: api.documentText }, outgoing: { allowPrivateNetwork: true } });
  });
  afterAll(async () => {
    await server.close(0);
    await api.close();
  });

  /** All that is said on the stream of one call, its answer last. */
  async function heard(meta: object): Promise<Record<string, unknown>[]> {
    const { text, headers } = await rawRequest(server.endpoint, { headers: { ...headersFor('tools/call'), 'Mcp-Name': 'work' }, body: toolCall(1, 'work', {}, { ...META, ...meta }) });
    const parts = headers['content-type']?.startsWith('text/event-stream') === true ? [...text.matchAll(/^data: (.+)$/gm)].map(([, line = '']) => line) : [text];
    return parts.map((part) => JSON.parse(part) as Record<string, unknown>);
  }

  const log = { method: 'notifications/message', params: { level: 'warning', data: 'hot', logger: 'upstream' } };
  const progress = { method: 'notifications/progress', params: { progressToken: 'p-1', progress: 1, total: 2, message: 'halfway' } };
  const LEVEL = 'io.modelcontextprotocol/logLevel';
  it.each([
    ['nothing', {}, []],
    ['what is logged', { [LEVEL]: 'debug' }, [log]],
    ['what is logged at its very level', { [LEVEL]: 'warning' }, [log]],
    ['nothing that matters less', { [LEVEL]: 'error' }, []],
    ['how far it is', { progressToken: 'p-1' }, [progress]],
    ['both, in their order', { progressToken: 'p-1', [LEVEL]: 'info' }, [progress, log]],
    ['nothing again', {}, []],
  ])('a client hears %s when its request says %j', async (_, meta, expected) => {
    const messages = await heard(meta);
    expect(messages.slice(0, -1)).toMatchObject(expected);
    expect(messages).toHaveLength(expected.length + 1);
    expect(messages.at(-1)).toMatchObject({ id: 1, result: { resultType: 'complete', content: [{ text: expect.stringContaining('done') }] } });
  });

  it('a client may subscribe to many resources, and its answer has one listener for all of them', async () => {
    const answers: ServerResponse[] = [];
    const note = (message: unknown): void => void answers.push((message as { response: ServerResponse }).response);
    subscribe('http.server.request.start', note);
    try {
      const params = { notifications: { resourceSubscriptions: Array.from({ length: 20 }, (_, index) => `sizes://${index}`) }, _meta: META };
      const stream = await open(server.endpoint, { headers: headersFor('subscriptions/listen'), body: { jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params } });
      expect(stream.statusCode).toBe(200);
      // Beyond ten, Node takes it for a leak and says so.
      expect(answers.find(({ req }) => req.url === '/mcp')?.listenerCount('close')).toBeLessThanOrEqual(10);
      stream.on('error', () => {}).destroy();
    } finally {
      unsubscribe('http.server.request.start', note);
    }
  });

  it('completes a variable of a resource', async () => {
    const params = { ref: { type: 'ref/resource', uri: 'sizes://{size}' }, argument: { name: 'size', value: 'l' }, _meta: META };
    const { status, text } = await rawRequest(server.endpoint, { headers: headersFor('completion/complete'), body: { jsonrpc: '2.0', id: 1, method: 'completion/complete', params } });
    expect([status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ result: expect.objectContaining({ completion: { values: ['large', 'small'], total: 2, hasMore: false } }) })]);
  });
});

import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createMcpServer, type McpServer, type McpServerOptions } from '../index.js';
import { offeringApi } from '../testing/offering-api.js';
import { beginSession, rawRequest, toolCall } from '../testing/raw-http.js';

// Watched, not replaced: every class of Ajv has it from the same prototype.
const compile = jest.spyOn(Object.getPrototypeOf(Ajv2020.prototype) as Ajv2020, 'compile');
beforeEach(() => void compile.mockClear());

const api = await offeringApi(100);
const servers: McpServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close(0);
  await api.close();
});

/** Says something to a server in one session, and tells how many schemas were compiled by then. */
async function said(options: Partial<McpServerOptions> = {}): Promise<(body: unknown) => Promise<number>> {
  const server = await createMcpServer({ document: { text: api.documentText }, outgoing: { allowPrivateNetwork: true }, ...options });
  servers.push(server);
  const headers = { 'Mcp-Session-Id': await beginSession(server.endpoint) };
  return async (body) => {
    const { text } = await rawRequest(server.endpoint, { headers, body });
    expect(text).toContain('"result"');
    return compile.mock.calls.length;
  };
}

const LIST = { jsonrpc: '2.0', id: 0, method: 'tools/list' };

describe('of more than a hundred tools no schema is compiled before it is needed', () => {
  it('none for a start and a list, and one for each tool that is called', async () => {
    const say = await said();
    expect(await say(LIST)).toBe(0);
    expect(await say(toolCall(1, 'extra1'))).toBe(1);
    expect(await say(toolCall(2, 'photo', { name: 'x' }))).toBe(2);
    expect(await say(toolCall(3, 'extra1'))).toBe(2);
    expect(await say(LIST)).toBe(2);
  });

  it('where answers are held against what the document declares, that schema with the first answer', async () => {
    const say = await said({ outputSchemas: 'strict' });
    expect(await say(LIST)).toBe(0);
    expect(await say(toolCall(1, 'extra1'))).toBe(2);
    expect(await say(toolCall(2, 'extra1'))).toBe(2);
  });
});

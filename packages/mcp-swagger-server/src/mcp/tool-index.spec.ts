import { describe, expect, it } from '@jest/globals';
import type { Tool } from 'mcp-swagger-parser';
import { ToolIndex } from './tool-index.js';

function tool(name: string, title: string, path: string, more: Partial<Tool> = {}): Tool {
  return {
    name,
    title,
    description: title,
    inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    _meta: { method: 'GET', path },
    tags: [],
    operation: { method: 'GET', path, parameters: [], responses: [], servers: [], hasOwnServers: false, wrapsResult: false },
    ...more,
  };
}

const tools = [
  tool('listInvoices', 'List all invoices', '/invoices', { tags: ['billing'] }),
  tool('get_invoice', 'One invoice', '/invoices/{id}'),
  tool('listPets', 'List all pets', '/pets'),
  tool('GetHTTPStatus', 'Health of the service', '/status', { description: 'Says whether the service of the company answers invoices' }),
  tool('listTea', '茶叶列表', '/tea'),
  tool('setPassword', 'Changes a password', '/me/password', { inputSchema: { type: 'object', properties: { newSecret: { type: 'string' } } } }),
];
const index = new ToolIndex(tools);
const found = async (query: string, limit = 10): Promise<string[]> => (await index.find(query, limit)).tools.map(({ name }) => name);

describe('searching tools', () => {
  it.each([
    ['a word of the name', 'pets', 'listPets'],
    ['the singular of a plural', 'pet', 'listPets'],
    ['a part of a name in camelCase', 'invoices', 'listInvoices'],
    ['an abbreviation in a name', 'http status', 'GetHTTPStatus'],
    ['a tag', 'billing', 'listInvoices'],
    ['a path', '/me/password', 'setPassword'],
    ['an argument', 'secret', 'setPassword'],
    ['a misspelt word', 'invoces', 'get_invoice'],
    ['Chinese', '茶叶', 'listTea'],
    ['a whole sentence', 'please show me a list of all the pets that you have', 'listPets'],
  ])('finds by %s', async (_, query, name) => {
    expect((await found(query)).slice(0, 2)).toContain(name);
  });

  it('puts what is in the name before what is in the description', async () => {
    expect(await found('invoice')).toEqual([expect.stringMatching(/nvoice/), expect.stringMatching(/nvoice/), 'GetHTTPStatus']);
  });

  it('lists the first tools in their order when no word is given, and says how many there are', async () => {
    expect(await index.find(' ', 2)).toMatchObject({ tools: [{ name: 'listInvoices' }, { name: 'get_invoice' }], total: 6 });
  });

  it('finds nothing for a word that no tool has', async () => {
    expect(await index.find('zeppelin', 10)).toEqual({ tools: [], total: 0 });
  });
});

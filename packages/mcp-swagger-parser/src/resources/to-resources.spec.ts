import { describe, expect, it } from '@jest/globals';
import { convert, load } from '../testing/documents.js';
import { templateVariables } from './template-variables.js';
import { toResources } from './to-resources.js';

const path = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, required = false): Record<string, unknown> => ({ name, in: 'query', required, schema: { type: 'string' } });
const answer = (...types: string[]): Record<string, unknown> => ({ 200: { description: '', content: Object.fromEntries(types.map((type) => [type, {}])) } });

async function resourcesOf(operation: Record<string, unknown>, at = '/a', method = 'get'): Promise<ReturnType<typeof toResources>> {
  return toResources(await load({ paths: { [at]: { [method]: operation } } }));
}

describe('x-mcp-resource', () => {
  it('makes a resource of a GET, with what the operation says of itself', async () => {
    const { resources, warnings } = await resourcesOf({ operationId: 'getMenu', summary: 'The menu', description: 'Of today.', responses: answer('text/html', 'application/json'), 'x-mcp-resource': { uri: 'menu://today' } });
    expect(warnings).toEqual([]);
    expect(resources).toMatchObject([{ uri: 'menu://today', name: 'getMenu', title: 'The menu', description: 'Of today.', mimeType: 'application/json', tool: { operation: { method: 'GET', path: '/a' } } }]);
  });

  it('lets its author say all of that', async () => {
    const told = { uri: 'menu://today', name: 'menu', title: 'Menu', description: 'What there is', mimeType: 'image/png' };
    expect((await resourcesOf({ summary: 'S', responses: answer('application/json'), 'x-mcp-resource': told })).resources).toMatchObject([told]);
  });

  it('makes a template whose variables are arguments', async () => {
    const { resources } = await resourcesOf({ parameters: [path, query('lang')], 'x-mcp-resource': { uriTemplate: 'menu://{id}{?lang}' } }, '/a/{id}');
    expect(resources).toMatchObject([{ uriTemplate: 'menu://{id}{?lang}', name: 'get_a_by_id' }]);
    expect(resources[0]).not.toHaveProperty('uri');
  });

  it('offers operations that are no tools, by the name that they would have', async () => {
    const document = await load({ paths: { '/a': { get: { operationId: 'a', 'x-mcp': { enabled: false }, 'x-mcp-resource': { uri: 'a://a' } } } } });
    expect(toResources(document).resources.map(({ tool }) => tool.name)).toEqual(['a']);
    expect((await convert({ paths: { '/a': { get: { operationId: 'a', 'x-mcp': { enabled: false } } } } })).tools).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['is no object', { 'x-mcp-resource': 'menu://today' }, 'x-mcp-resource is an object'],
    ['has no address', { 'x-mcp-resource': { name: 'a' } }, 'either a uri or a uriTemplate'],
    ['has two addresses', { 'x-mcp-resource': { uri: 'a://b', uriTemplate: 'a://{id}' } }, 'either a uri or a uriTemplate'],
    ['has a relative address', { 'x-mcp-resource': { uri: '/menu' } }, 'is no absolute URI'],
    ['takes the scheme of cut answers', { 'x-mcp-resource': { uri: 'answer:1' } }, 'that of cut answers'],
    ['has a template without variables', { 'x-mcp-resource': { uriTemplate: 'menu://today' } }, 'no URI template with variables'],
    ['has a template of level 4', { parameters: [query('lang')], 'x-mcp-resource': { uriTemplate: 'menu://today{?lang*}' } }, 'no URI template with variables'],
    ['has a variable that is no argument', { parameters: [query('lang')], 'x-mcp-resource': { uriTemplate: 'menu://{language}' } }, 'language of its uriTemplate is no argument of the operation; those are lang'],
    ['leaves out a required argument', { parameters: [query('lang', true)], 'x-mcp-resource': { uri: 'menu://today' } }, 'the operation requires lang'],
  ])('that %s is a warning', async (_what, operation, message) => {
    const { resources, warnings } = await resourcesOf(operation);
    expect(resources).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'X_MCP_RESOURCE', pointer: '#/paths/~1a/get/x-mcp-resource', message: expect.stringContaining(message) }]);
  });

  it('is only for what can be read, and each address for one', async () => {
    expect((await resourcesOf({ 'x-mcp-resource': { uri: 'a://a' } }, '/a', 'post')).warnings[0]?.message).toContain('only a GET can be read');
    const twice = toResources(await load({ paths: { '/a': { get: { 'x-mcp-resource': { uri: 'a://a' } } }, '/b': { get: { 'x-mcp-resource': { uri: 'a://a' } } } } }));
    expect([twice.resources.length, twice.warnings[0]?.message]).toEqual([1, expect.stringContaining('GET /b is no resource: "a://a" is already that of another')]);
  });
});

describe('templateVariables', () => {
  it.each([
    ['a://{id}', ['id']],
    ['a://{a}/{+b}{#c}{.d}{/e,f}{;g}{?h,i}{&j}', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']],
    ['a://b', []],
    ['a://{id:3}', undefined],
    ['a://{id*}', undefined],
    ['a://{id', undefined],
    ['a://{}', undefined],
    ['a:// {id}', undefined],
  ])('of %s are %j', (template, expected) => {
    expect(templateVariables(template)).toEqual(expected);
  });
});

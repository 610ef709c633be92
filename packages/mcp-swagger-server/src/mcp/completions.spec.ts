import { describe, expect, it } from '@jest/globals';
import type { Prompt, Resource, Tool } from 'mcp-swagger-parser';
import { complete, type CompletionReference } from './completions.js';

const KINDS = ['green', 'black', 'gunpowder', 'Green Jasmine'];

function resource(uriTemplate: string, properties: Record<string, unknown>, $defs: Record<string, unknown> = {}): Resource {
  return { uriTemplate, name: uriTemplate, tool: { inputSchema: { type: 'object', properties, $defs } } as unknown as Tool };
}

const prompts: Prompt[] = [
  { name: 'own', arguments: [{ name: 'tone', required: false, enum: ['kind', 'harsh'] }], messages: [{ role: 'user', text: '{tone}' }] },
  { name: 'through', arguments: [{ name: 'tea', required: true }], messages: [{ role: 'user', resource: 'tea://kinds/{tea}' }] },
];
const resources: Resource[] = [
  resource('tea://kinds/{kind}', { kind: { type: 'string', enum: KINDS } }),
  resource('tea://sizes/{size}', { size: { $ref: '#/$defs/Size' } }, { Size: { enum: [1, 2, null] } }),
  resource('tea://tags/{tags}', { tags: { type: 'array', items: { enum: ['a', 'b'] } } }),
  resource('tea://rings/{ring}', { ring: { $ref: '#/$defs/A' } }, { A: { items: { $ref: '#/$defs/B' } }, B: { items: { $ref: '#/$defs/A' } } }),
  resource('tea://many/{n}', { n: { enum: Array.from({ length: 250 }, (_, index) => `v${index}`) } }),
];
const act = (ref: CompletionReference, name: string, value: string): string[] => complete({ prompts, resources }, ref, { name, value }).values;

describe('completing', () => {
  it.each<[string, CompletionReference, string, string, string[]]>([
    ['a variable of a template', { type: 'ref/resource', uri: 'tea://kinds/{kind}' }, 'kind', 'g', ['green', 'gunpowder', 'Green Jasmine']],
    ['what contains the value after what begins with it', { type: 'ref/resource', uri: 'tea://kinds/{kind}' }, 'kind', 'n', ['green', 'gunpowder', 'Green Jasmine']],
    ['nothing yet', { type: 'ref/resource', uri: 'tea://kinds/{kind}' }, 'kind', '', KINDS],
    ['numbers behind a reference', { type: 'ref/resource', uri: 'tea://sizes/{size}' }, 'size', '', ['1', '2']],
    ['items of a list', { type: 'ref/resource', uri: 'tea://tags/{tags}' }, 'tags', 'b', ['b']],
    ['an argument of a prompt that lists its values', { type: 'ref/prompt', name: 'own' }, 'tone', 'h', ['harsh']],
    ['an argument that a prompt hands to a resource', { type: 'ref/prompt', name: 'through' }, 'tea', 'bl', ['black']],
    ['a prompt that is not there', { type: 'ref/prompt', name: 'none' }, 'tea', '', []],
    ['a template that is not there', { type: 'ref/resource', uri: 'x://{y}' }, 'y', '', []],
    ['lists that are each other\'s items', { type: 'ref/resource', uri: 'tea://rings/{ring}' }, 'ring', '', []],
    ['a variable that is not there', { type: 'ref/resource', uri: 'tea://kinds/{kind}' }, 'constructor', '', []],
  ])('%s', (_, ref, name, value, values) => {
    expect(act(ref, name, value)).toEqual(values);
  });

  it('gives a hundred values at most and says that there are more', () => {
    const all = complete({ prompts, resources }, { type: 'ref/resource', uri: 'tea://many/{n}' }, { name: 'n', value: '' });
    expect(all).toMatchObject({ total: 250, hasMore: true });
    expect(all.values).toHaveLength(100);
  });
});

import { describe, expect, it } from '@jest/globals';
import { compareTools } from './compare-tools.js';

type Tool = Parameters<typeof compareTools>[0][number];

const annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true };

const tool = (name: string, properties: Record<string, unknown> = {}, fields: Record<string, unknown> = {}): Tool =>
  ({ name, description: '', inputSchema: { type: 'object', properties, ...fields }, annotations, _meta: { method: 'GET', path: `/${name}` } }) as Tool;

const nothing = { added: [], removed: [], changed: [], nowRequired: [], noLongerRequired: [] };

describe('compareTools', () => {
  it('finds tools that came and went', () => {
    expect(compareTools([tool('a'), tool('b')], [tool('b'), tool('c')])).toEqual({ added: ['c'], removed: ['a'], changed: [], unchanged: 1 });
  });

  it.each<[string, Tool, Tool, object]>([
    ['an argument that came', tool('a'), tool('a', { q: {} }), { ...nothing, added: ['q'] }],
    ['an argument that went', tool('a', { q: {} }), tool('a'), { ...nothing, removed: ['q'] }],
    ['an argument of another type', tool('a', { q: { type: 'string' } }), tool('a', { q: { type: 'integer' } }), { ...nothing, changed: ['q'] }],
    ['an argument that is required now', tool('a', { q: {} }), tool('a', { q: {} }, { required: ['q'] }), { ...nothing, nowRequired: ['q'] }],
    ['an argument that is not required any more', tool('a', { q: {} }, { required: ['q'] }), tool('a', { q: {} }), { ...nothing, noLongerRequired: ['q'] }],
    [
      'a definition that an argument refers to through another',
      tool('a', { q: { $ref: '#/$defs/A' } }, { $defs: { A: { items: { $ref: '#/$defs/B~1C' } }, 'B/C': { type: 'string' } } }),
      tool('a', { q: { $ref: '#/$defs/A' } }, { $defs: { A: { items: { $ref: '#/$defs/B~1C' } }, 'B/C': { type: 'integer' } } }),
      { ...nothing, changed: ['q'] },
    ],
  ])('tells %s', (_, before, after, expected) => {
    expect(compareTools([before], [after]).changed).toEqual([{ name: 'a', text: false, operation: false, annotations: false, arguments: expected }]);
  });

  it('tells another description, path or annotation', () => {
    const before = tool('a');
    expect(compareTools([before], [{ ...before, description: 'new' }]).changed).toMatchObject([{ text: true, operation: false, annotations: false }]);
    expect(compareTools([before], [{ ...before, _meta: { method: 'GET', path: '/b' } }] as Tool[]).changed).toMatchObject([{ operation: true }]);
    expect(compareTools([before], [{ ...before, annotations: { ...annotations, readOnlyHint: true } }]).changed).toMatchObject([{ annotations: true }]);
  });

  it('sees nothing in another order of fields, or in definitions that refer to themselves', () => {
    const loop = { $defs: { A: { properties: { next: { $ref: '#/$defs/A' } } } } };
    const before = tool('a', { q: { type: 'string', minLength: 1 }, r: { $ref: '#/$defs/A' } }, loop);
    const after = tool('a', { r: { $ref: '#/$defs/A' }, q: { minLength: 1, type: 'string' } }, loop);
    expect(compareTools([before], [after])).toEqual({ added: [], removed: [], changed: [], unchanged: 1 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { DocumentError } from '../document-error.js';
import type { JsonObject } from '../json/json-object.js';
import { Warnings } from '../warning.js';
import { applyOverlay } from './apply-overlay.js';
import { readOverlay } from './overlay.js';

const HEAD = { overlay: '1.0.0', info: { title: 'Changes', version: '1' } };

function apply(root: JsonObject, ...actions: JsonObject[]): { root: JsonObject; messages: string[] } {
  const warnings = new Warnings();
  applyOverlay(root, readOverlay({ ...HEAD, actions }, 'changes.yaml'), warnings);
  return { root, messages: warnings.list.map(({ message }) => message) };
}

function refusal(act: () => unknown): DocumentError {
  try {
    act();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('expected a DocumentError');
}

describe('an overlay', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['merges objects member by member', { info: { title: 'a', contact: { name: 'n' } } }, { target: '$.info', update: { contact: { url: 'u' }, 'x-y': 1 } }, { info: { title: 'a', contact: { name: 'n', url: 'u' }, 'x-y': 1 } }],
    ['replaces what is neither object nor list', { info: { title: 'a' } }, { target: '$.info', update: { title: ['b'] } }, { info: { title: ['b'] } }],
    ['appends to a list inside of what it merges', { get: { tags: ['a'] } }, { target: '$.get', update: { tags: ['b'] } }, { get: { tags: ['a', 'b'] } }],
    ['appends an entry to a list', { tags: [{ name: 'a' }] }, { target: '$.tags', update: { name: 'b' } }, { tags: [{ name: 'a' }, { name: 'b' }] }],
    ['appends each entry of a list to a list', { tags: [1] }, { target: '$.tags', update: [2, 3] }, { tags: [1, 2, 3] }],
    ['changes the root', { a: 1 }, { target: '$', update: { b: { c: 2 } } }, { a: 1, b: { c: 2 } }],
    ['changes every node that a wildcard selects', { p: { x: { get: {} }, y: { get: {} } } }, { target: '$.p.*.get', update: { s: 1 } }, { p: { x: { get: { s: 1 } }, y: { get: { s: 1 } } } }],
    ['changes what a filter selects', { l: [{ n: 'a' }, { n: 'b' }] }, { target: "$.l[?@.n == 'b']", update: { s: 1 } }, { l: [{ n: 'a' }, { n: 'b', s: 1 }] }],
    ['finds nodes at any depth', { a: { d: {} }, l: [{ d: {} }] }, { target: '$..d', update: { s: 1 } }, { a: { d: { s: 1 } }, l: [{ d: { s: 1 } }] }],
    ['replaces a value that has no parts', { info: { title: 'a' } }, { target: '$.info.title', update: 'b' }, { info: { title: 'b' } }],
    ['removes members', { a: { x: 1, y: 2 } }, { target: '$.a.x', remove: true }, { a: { y: 2 } }],
    ['removes several entries of one list', { l: [1, 2, 3, 4].map((n) => ({ n })) }, { target: '$.l[?@.n < 3]', remove: true }, { l: [{ n: 3 }, { n: 4 }] }],
    ['removes what is inside of something that it removes', { a: { b: { b: {} } }, c: 1 }, { target: '$..b', remove: true }, { a: {}, c: 1 }],
    ['only removes when it says both', { a: { x: 1 } }, { target: '$.a', update: { y: 1 }, remove: true }, {}],
    ['copies a node into another one', { a: { x: { y: 1 } }, b: {} }, { target: '$.b', copy: '$.a.x' }, { a: { x: { y: 1 } }, b: { y: 1 } }],
    ['takes any name as data', { a: {} }, { target: '$.a', update: JSON.parse('{"__proto__": {"polluted": 1}}') as JsonObject }, { a: JSON.parse('{"__proto__": {"polluted": 1}}') as JsonObject }],
  ])('%s', (_what, root, action, expected) => {
    expect(apply(root, action)).toEqual({ root: expected, messages: [] });
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('applies each action to what the one before has left', () => {
    const { root, messages } = apply({ a: { x: 1 } }, { target: '$.a', update: { y: { z: 1 } } }, { target: '$.a.y', update: { w: 2 } }, { target: '$.a.x', remove: true });
    expect({ root, messages }).toEqual({ root: { a: { y: { z: 1, w: 2 } } }, messages: [] });
  });

  it('gives each target a copy of its own', () => {
    const { root } = apply({ a: {}, b: {} }, { target: '$.*', update: { list: [{}] } }, { target: '$.a.list[0]', update: { only: 'a' } });
    expect(root).toEqual({ a: { list: [{ only: 'a' }] }, b: { list: [{}] } });
  });

  it.each<[string, JsonObject, RegExp]>([
    ['selects nothing', { target: '$.none', update: {} }, /^Action 1 of the overlay changes\.yaml changes nothing: \$\.none selects nothing/],
    ['updates an object with a text', { target: '$.a', update: 'x' }, /cannot update an object with a string/],
    ['updates a text with an object', { target: '$.a.x', update: {} }, /cannot update a number with an object; select the object that contains it/],
    ['removes the root', { target: '$', remove: true }, /cannot remove the whole document/],
    ['copies several nodes', { target: '$.a', copy: '$.*' }, /selects 2 nodes, expected one/],
  ])('reports an action that %s, and changes nothing', (_what, action, message) => {
    const { root, messages } = apply({ a: { x: 1 }, b: {} }, action);
    expect(root).toEqual({ a: { x: 1 }, b: {} });
    expect(messages).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, unknown, RegExp, string]>([
    ['is no object', [], /is not an overlay/, '#'],
    ['is an OpenAPI document', { openapi: '3.0.0' }, /found an OpenAPI document/, '#'],
    ['has another version', { ...HEAD, overlay: '2.0.0', actions: [{}] }, /declares overlay "2\.0\.0"; known are/, '#/overlay'],
    ['has no actions', { ...HEAD, actions: [] }, /has no actions/, '#/actions'],
    ['has an action without target', { ...HEAD, actions: [{ target: '$', update: {} }, { update: {} }] }, /wrong action 2: "target" is missing/, '#/actions/1'],
    ['has an action that does nothing', { ...HEAD, actions: [{ target: '$' }] }, /wrong action 1: it changes nothing/, '#/actions/0'],
    ['removes with a text', { ...HEAD, actions: [{ target: '$', remove: 'yes' }] }, /"remove" is "yes"; expected true or false/, '#/actions/0/remove'],
    ['has a target that is no JSONPath', { ...HEAD, actions: [{ target: '$.paths[', update: {} }] }, /"\$\.paths\[" is not a JSONPath \(RFC 9535\)/, '#/actions/0'],
    ['updates and copies', { ...HEAD, actions: [{ target: '$', update: {}, copy: '$' }] }, /"update" and "copy"/, '#/actions/0'],
  ])('that %s is refused with its place', (_what, value, message, pointer) => {
    const error = refusal(() => applyOverlay({}, readOverlay(value, 'changes.yaml'), new Warnings()));
    expect(error).toMatchObject({ code: 'OVERLAY_INVALID', pointer });
    expect(error.message).toMatch(message);
    expect(error.message).toContain('changes.yaml');
  });

  it('reaches documents that nest deeply', () => {
    const root = JSON.parse(`${'{"a":'.repeat(400)}{"deep":{}}${'}'.repeat(400)}`) as JsonObject;
    apply(root, { target: '$..deep', update: { found: true } });
    expect(JSON.stringify(root)).toContain('"deep":{"found":true}');
  });
});

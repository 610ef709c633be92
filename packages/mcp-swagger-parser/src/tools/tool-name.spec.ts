import { describe, expect, it } from '@jest/globals';
import type { Nameable } from './tool-name.js';
import { toolNames } from './tool-name.js';

const long = (tail: string): Nameable => ({ method: 'GET', path: `/${tail}`, operationId: `retrieveTheVeryLongNamedResourceCollectionOfTheOrganisationUnit${tail}` });

describe('toolNames', () => {
  it.each([
    ['an operationId', { method: 'GET', path: '/pets', operationId: 'listPets' }, 'listPets'],
    ['punctuation in it', { method: 'GET', path: '/pets', operationId: 'pets/list all' }, 'pets_list_all'],
    ['letters with accents', { method: 'GET', path: '/pets', operationId: 'löschen' }, 'loschen'],
    ['no operationId', { method: 'GET', path: '/pets/{petId}/photos' }, 'get_pets_by_petId_photos'],
    ['the root path', { method: 'POST', path: '/' }, 'post'],
  ])('makes a name out of %s', (_what, operation, expected) => {
    expect(toolNames([operation])).toEqual([expected]);
  });

  it('names an operation whose operationId has no usable letter after its path, with a hash', () => {
    expect(toolNames([{ method: 'GET', path: '/pets', operationId: '获取宠物' }])[0]).toMatch(/^get_pets_[0-9a-f]{6}$/);
  });

  it('tells long names with a common beginning apart', () => {
    const names = toolNames([long('One'), long('Two')]);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,48}$/);
  });

  it('keeps the beginning of a long name and puts a hash of its method and path behind it, never a number', () => {
    const operations = ['a', 'b'].map((tail) => ({ method: 'GET', path: `/${tail}`, operationId: `${'theCommonBeginning'.repeat(5).slice(0, 74)}${tail}` }));
    const names = toolNames(operations);
    const shape = new RegExp(`^${'theCommonBeginning'.repeat(5).slice(0, 41)}_[0-9a-f]{6}$`);
    expect(names).toEqual([expect.stringMatching(shape), expect.stringMatching(shape)]);
    expect(toolNames(operations.slice(1))).toEqual(names.slice(1));
    expect(toolNames([operations[0] ?? { method: '', path: '' }, { ...operations[1], method: 'GET', path: '/c' }])[0]).toBe(names[0]);
  });

  it('gives the same names in any order and beside any others', () => {
    const operations = [long('One'), long('Two'), { method: 'GET', path: '/a', operationId: 'x.y' }, { method: 'POST', path: '/a', operationId: 'x-y' }];
    const names = toolNames(operations);
    expect(toolNames([...operations].reverse())).toEqual([...names].reverse());
    expect(toolNames([...operations, long('Three')]).slice(0, 4)).toEqual(names);
  });

  it('leaves the name to the operation that has it exactly', () => {
    const names = toolNames([{ method: 'GET', path: '/a', operationId: 'pets.list' }, { method: 'GET', path: '/b', operationId: 'pets_list' }]);
    expect(names[0]).toMatch(/^pets_list_[0-9a-f]{6}$/);
    expect(names[1]).toBe('pets_list');
  });

  it('gives two operations with one operationId a hash each', () => {
    const names = toolNames([{ method: 'GET', path: '/a', operationId: 'list' }, { method: 'GET', path: '/b', operationId: 'list' }]);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^list_[0-9a-f]{6}$/);
  });
});

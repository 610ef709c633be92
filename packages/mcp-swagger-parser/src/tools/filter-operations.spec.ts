import { describe, expect, it } from '@jest/globals';
import { operationFilter } from './filter-operations.js';

const operation = { method: 'GET', path: '/pets/{id}', operationId: 'getPet', tags: ['pets', 'public'] };

describe('operationFilter', () => {
  it.each([
    [[], [], true],
    [['tag:pets'], [], true],
    [['tag:admin'], [], false],
    [['method:get'], [], true],
    [['path:/pets/*'], [], true],
    [['path:/users/*', 'operation:get*'], [], true],
    [['operation:ge?Pet'], [], true],
    [[], ['tag:pub*'], false],
    [['tag:pets'], ['operation:getPet'], false],
    [['path:/pets/{id}'], [], true],
    [['path:/pets'], [], false],
  ])('with include %j and exclude %j it passes: %s', (include, exclude, expected) => {
    expect(operationFilter(include, exclude)(operation)).toBe(expected);
  });

  it('refuses a filter of an unknown kind by name', () => {
    expect(() => operationFilter(['verb:get'])).toThrow(/"verb:get" is not known; expected tag:/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { filterOperations } from './filter-operations.js';
import type { FilterOptions, OnlyFilters } from './filter-operations.js';

const operation = { method: 'GET', path: '/pets/{id}', operationId: 'getPet', tags: ['pets', 'public'], parameters: ['id', 'page_size'], statuses: ['200', '4XX', 'default'] };
const passes = (options: FilterOptions): boolean => filterOperations([operation], options).passed.length === 1;

describe('filterOperations', () => {
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
    expect(passes({ include, exclude })).toBe(expected);
  });

  it.each<[OnlyFilters, boolean]>([
    [{}, true],
    [{ methods: [] }, true],
    [{ methods: ['get', 'POST'] }, true],
    [{ methods: ['POST'] }, false],
    [{ methods: ['GET'], paths: ['/users/*'] }, false],
    [{ methods: ['GET'], paths: ['/users/*', '/pets/*'] }, true],
    [{ operationIds: ['get*'] }, true],
    [{ operationIds: ['Get*'] }, false],
    [{ statusCodes: ['200'] }, true],
    [{ statusCodes: ['2XX'] }, true],
    [{ statusCodes: ['2xx'] }, true],
    [{ statusCodes: ['20?'] }, true],
    [{ statusCodes: ['404'] }, true],
    [{ statusCodes: ['4XX'] }, true],
    [{ statusCodes: ['500', '5XX', '30*'] }, false],
    [{ statusCodes: ['default'] }, true],
    [{ parameters: ['page_*'] }, true],
    [{ parameters: ['limit'] }, false],
  ])('with only %j it passes: %s', (only, expected) => {
    expect(passes({ only })).toBe(expected);
  });

  it('wants both: one of include, and every list of only', () => {
    expect(passes({ include: ['tag:pets'], only: { methods: ['GET'] } })).toBe(true);
    expect(passes({ include: ['tag:admin'], only: { methods: ['GET'] } })).toBe(false);
    expect(passes({ exclude: ['tag:pets'], only: { methods: ['GET'] } })).toBe(false);
  });

  it.each<[FilterOptions, string[]]>([
    [{ include: ['tag:pet'] }, ['The filter "tag:pet" matches no operation; did you mean pets?']],
    [{ exclude: ['operation:getPets'] }, ['The filter "operation:getPets" matches no operation; did you mean getPet?']],
    [{ include: ['path:/nothing/of/this/kind'] }, ['The filter "path:/nothing/of/this/kind" matches no operation.']],
    [{ only: { paths: ['/pet/{id}'], methods: ['GET'] } }, ['The filter "paths: /pet/{id}" matches no operation; did you mean /pets/{id}?']],
    [{ include: ['tag:pets', 'tag:public'] }, []],
  ])('tells of %j what matches nothing', (options, expected) => {
    expect(filterOperations([operation], options).unmatched).toEqual(expected);
  });

  it('refuses a filter of an unknown kind by name', () => {
    expect(() => filterOperations([], { include: ['verb:get'] })).toThrow(/"verb:get" is not known; expected tag:/);
  });
});

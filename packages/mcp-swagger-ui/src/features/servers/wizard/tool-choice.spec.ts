import { describe, expect, it } from '@jest/globals';
import { allTools, isChosen, methodsOf, type PreviewTool, toFilters, toggled } from './tool-choice';

const tool = (method: string, operationId?: string) => ({ name: 'x', _meta: { method, path: '/x', ...(operationId === undefined ? {} : { operationId }) } }) as PreviewTool;

describe('The choice of tools', () => {
  it('leaves out methods and operations', () => {
    const choice = { methods: new Set(['DELETE']), operations: new Set(['addPet']) };
    expect([tool('delete', 'a'), tool('post', 'addPet'), tool('get'), tool('post', 'other')].map((one) => isChosen(one, choice))).toEqual([false, false, true, true]);
    expect(toFilters(choice)).toEqual({ exclude: ['method:delete', 'operation:addPet'] });
  });

  it('is no filter when nothing is left out', () => expect(toFilters(allTools)).toBeUndefined());

  it('takes back what was left out', () => expect([...toggled(toggled(new Set<string>(), 'a'), 'a')]).toEqual([]));

  it('does not read an id as a pattern', () => expect(toFilters({ methods: new Set(), operations: new Set(['a*b']) })).toEqual({ exclude: ['operation:a?b'] }));

  it('orders methods from reading to deleting', () => expect(methodsOf([tool('delete'), tool('post'), tool('get'), tool('get')])).toEqual(['GET', 'POST', 'DELETE']));
});

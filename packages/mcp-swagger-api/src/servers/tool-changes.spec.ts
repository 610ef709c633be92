import { describe, expect, it } from '@jest/globals';
import { changedBy, operationKey, operationOf, overlayOfChanges } from './tool-changes.js';

describe('A change of a tool', () => {
  it.each([
    ['GET /pets/{id}', "$.paths['/pets/{id}'].get"],
    ["POST /it's\\odd", "$.paths['/it\\'s\\\\odd'].post"],
    ['COPY /pets', "$.paths['/pets'].additionalOperations['COPY']"],
  ])('of %s is an overlay of just that operation', (key, target) => {
    const overlay = JSON.parse(overlayOfChanges({ [key]: { tool: 't', enabled: false, description: 'd' } }) as string) as { actions: unknown[] };
    expect(overlay.actions).toEqual([{ target, update: { 'x-mcp': { enabled: false, description: 'd' } } }]);
  });

  it('is no overlay when there is none', () => {
    expect(overlayOfChanges({})).toBeUndefined();
  });

  it('goes by method and path', () => {
    expect(operationOf(operationKey({ method: 'get', path: '/a b' }))).toEqual({ method: 'GET', path: '/a b' });
  });

  it('adds to the one before, keeps what is not named and takes back what is null', () => {
    const renamed = changedBy(undefined, 'listPets', { name: 'pets' });
    expect(renamed).toEqual({ tool: 'listPets', name: 'pets' });
    expect(changedBy(renamed, 'listPets', { enabled: false })).toEqual({ tool: 'listPets', name: 'pets', enabled: false });
    expect(changedBy(renamed, 'listPets', { name: null })).toBeUndefined();
  });
});

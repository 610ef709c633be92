import { describe, expect, it } from '@jest/globals';
import { pathsByTag } from './paths-by-tag';

const document = { paths: { '/b': { get: { tags: ['servers'], summary: 'Lists' }, post: { tags: ['servers'] } }, '/a': { get: { tags: ['logs'], description: 'Reads' } }, '/c': { get: {} } } };

describe('pathsByTag', () => {
  it('groups by tag and sorts the groups', () => {
    expect(pathsByTag(document, '').map(([tag, list]) => [tag, list.map(({ method, path }) => `${method} ${path}`)])).toEqual([
      ['—', ['get /c']],
      ['logs', ['get /a']],
      ['servers', ['get /b', 'post /b']],
    ]);
  });

  it('finds by method, path and words', () => {
    expect(pathsByTag(document, 'GET lists')).toEqual([['servers', [{ method: 'get', path: '/b', summary: 'Lists' }]]]);
    expect(pathsByTag(document, 'nothing')).toEqual([]);
  });
});

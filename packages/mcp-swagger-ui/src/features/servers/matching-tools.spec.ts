import { expect, it } from '@jest/globals';
import { matchingTools } from './matching-tools';

const tools = [
  { name: 'listPets', description: 'Lists pets', _meta: { path: '/pets' } },
  { name: 'addOwner', _meta: { path: '/owners/{id}' } },
];

it.each([
  ['', ['listPets', 'addOwner']],
  ['PETS lists', ['listPets']],
  ['{id}', ['addOwner']],
  ['pets owner', []],
])('finds for "%s": %j', (words, names) => {
  expect(matchingTools(tools, words).map(({ name }) => name)).toEqual(names);
});

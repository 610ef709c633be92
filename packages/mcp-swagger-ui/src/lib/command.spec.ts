import { describe, expect, it } from '@jest/globals';
import { commandsFor } from './command';

const commands = [
  { title: 'Restart petstore', group: 'Server' },
  { title: 'petstore', group: 'Server' },
  { title: 'Logs', group: 'Page' },
];
const titles = (text: string) => commandsFor(commands, text).map(({ title }) => title);

describe('commandsFor', () => {
  it('gives all without words', () => expect(titles(' ')).toHaveLength(3));
  it('puts those first that begin with the word', () => expect(titles('pet')).toEqual(['petstore', 'Restart petstore']));
  it('wants every word, in any order', () => expect(titles('pet RESTART')).toEqual(['Restart petstore']));
  it('finds by group', () => expect(titles('page')).toEqual(['Logs']));
  it('gives none for what is not there', () => expect(titles('xyz')).toEqual([]));
});

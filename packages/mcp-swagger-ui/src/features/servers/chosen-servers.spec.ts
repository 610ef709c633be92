import { describe, expect, it } from '@jest/globals';
import type { Server } from '../../lib/api';
import { chosenServers, tagsOf } from './chosen-servers';

const server = (name: string, state: string) => ({ name, description: `About ${name}`, tags: [state === 'running' ? 'production' : 'test', 'all'], transport: 'streamable', process: { state, endpoint: null } }) as Server;
const servers = [server('petstore', 'running'), server('tea-house', 'stopped')];
const names = (words: string, state: Parameters<typeof chosenServers>[1]['state'] = 'all') => chosenServers(servers, { words, state }).map(({ name }) => name);

describe('chosenServers', () => {
  it('gives all without a filter', () => expect(names('')).toEqual(['petstore', 'tea-house']));
  it('wants each word', () => expect(names('about TEA')).toEqual(['tea-house']));
  it('wants the state', () => expect(names('', 'running')).toEqual(['petstore']));
  it('finds words in tags', () => expect(names('produ')).toEqual(['petstore']));
  it('wants the tag', () => expect(chosenServers(servers, { words: '', state: 'all', tag: 'test' }).map(({ name }) => name)).toEqual(['tea-house']));
  it('knows all tags', () => expect(tagsOf(servers)).toEqual(['all', 'production', 'test']));
  it('wants both', () => expect(names('tea', 'running')).toEqual([]));
});

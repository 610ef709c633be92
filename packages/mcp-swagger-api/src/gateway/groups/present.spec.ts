import { describe, expect, it } from '@jest/globals';
import type { StoredMember } from '../../database/entities/group.entity.js';
import { presentPrompts, presentResources, presentTools } from './present.js';

const tools: Record<string, { name: string; title?: string }[]> = {
  books: [{ name: 'list', title: 'List books' }, { name: 'add' }],
  films: [{ name: 'list' }, { name: 'constructor' }],
};
const member = (serverId: string, more: Partial<StoredMember> = {}): StoredMember => ({ serverId, prefix: '', others: 'shown', tools: {}, ...more });
const present = (...members: StoredMember[]) => presentTools(members, (serverId) => tools[serverId] ?? []);
const names = (...members: StoredMember[]) => present(...members).items.map(({ name }) => name);

describe('presentTools', () => {
  it('shows the tools of all members in their order, as they are but for their names', () => {
    expect(present(member('books', { prefix: 'b_' }), member('films', { prefix: 'f_' })).items).toEqual([{ name: 'b_list', title: 'List books' }, { name: 'b_add' }, { name: 'f_list' }, { name: 'f_constructor' }]);
  });

  it('knows whose tool a name means', () => {
    expect(present(member('films', { prefix: 'f_' })).routes.get('f_list')).toEqual({ serverId: 'films', own: 'list' });
  });

  it.each<[string, Partial<StoredMember>, string[]]>([
    ['a tool that is switched off', { tools: { add: { enabled: false } } }, ['list']],
    ['all but the chosen ones', { others: 'hidden', tools: { add: {} } }, ['add']],
    ['nothing of a chosen one that there is not', { others: 'hidden', tools: { gone: {} } }, []],
  ])('hides %s', (_, more, left) => {
    expect(names(member('books', more))).toEqual(left);
  });

  it('gives a tool another name, without the prefix', () => {
    expect(names(member('books', { prefix: 'b_', tools: { add: { name: 'buy' } } }))).toEqual(['b_list', 'buy']);
  });

  it('lets the earlier member have a name, and says so', () => {
    const { items: shown, routes, collisions } = present(member('films'), member('books'));
    expect(shown.map(({ name }) => name)).toEqual(['list', 'constructor', 'add']);
    expect(routes.get('list')?.serverId).toBe('films');
    expect(collisions).toEqual([{ name: 'list', serverId: 'books', own: 'list' }]);
  });

  it('does without a member that has no tools now', () => {
    expect(names(member('down'), member('books'))).toEqual(['list', 'add']);
  });
});

describe('presentPrompts', () => {
  const prompts = (...members: StoredMember[]) => presentPrompts(members, (serverId) => tools[serverId] ?? []).items.map(({ name }) => name);

  it('puts the prefix before the names', () => expect(prompts(member('books', { prefix: 'b_', others: 'hidden' }))).toEqual(['b_list', 'b_add']));
  it('shows none of a member whose prompts are hidden', () => expect(prompts(member('books', { prompts: 'hidden' }))).toEqual([]));
});

describe('presentResources', () => {
  const shown = (...members: StoredMember[]) => presentResources(members, (serverId) => [{ uri: 'all://' }, { uri: `${serverId}://` }], ({ uri }) => uri);

  it('leaves addresses as they are, and lets the earlier member have one that both give', () => {
    const { items, collisions } = shown(member('books', { prefix: 'b_' }), member('films'));
    expect(items).toEqual([{ uri: 'all://' }, { uri: 'books://' }, { uri: 'films://' }]);
    expect(collisions).toEqual([{ name: 'all://', serverId: 'films', own: 'all://' }]);
  });
  it('shows none of a member whose resources are hidden', () => expect(shown(member('books', { resources: 'hidden' })).items).toEqual([]));
});

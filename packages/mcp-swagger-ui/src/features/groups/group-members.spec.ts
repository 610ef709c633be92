import { describe, expect, it } from '@jest/globals';
import { newMember, shows, withMember, withServer, withTool } from './group-members';

describe('The members of a group', () => {
  it('join at the end with all of their tools, and leave', () => {
    const both = withServer([newMember('a')], 'b', true);
    expect(both).toEqual([newMember('a'), newMember('b')]);
    expect(withServer(both, 'a', false)).toEqual([newMember('b')]);
  });

  it('change one by one', () => {
    expect(withMember([newMember('a'), newMember('b')], 'b', { prefix: 'b_' })).toEqual([newMember('a'), { ...newMember('b'), prefix: 'b_' }]);
  });

  it('say of a tool only what is not ordinary', () => {
    const hidden = withTool(newMember('a'), 'getPet', { isShown: false });
    expect(hidden.tools).toEqual({ getPet: { enabled: false } });
    expect(shows(hidden, 'getPet')).toBe(false);
    expect(withTool(hidden, 'getPet', { isShown: true }).tools).toEqual({});
  });

  it('keep the name of a tool that is hidden and shown again', () => {
    const named = withTool(newMember('a'), 'getPet', { name: 'pet' });
    expect(withTool(withTool(named, 'getPet', { isShown: false }), 'getPet', { isShown: true }).tools).toEqual({ getPet: { enabled: true, name: 'pet' } });
  });

  it('name a tool that is hidden unless it is named', () => {
    expect(withTool({ ...newMember('a'), others: 'hidden' }, 'getPet', { isShown: true }).tools).toEqual({ getPet: { enabled: true } });
  });
});

import { describe, expect, it } from '@jest/globals';
import { load } from '../testing/documents.js';
import { toPrompts } from './to-prompts.js';

const promptsOf = async (declared: unknown): Promise<ReturnType<typeof toPrompts>> => toPrompts(await load({ paths: {}, 'x-mcp-prompts': declared }));

describe('x-mcp-prompts', () => {
  it('are prompts with their arguments and messages', async () => {
    const { prompts, warnings } = await promptsOf([
      {
        name: 'forecast', title: 'Forecast', description: 'What comes', arguments: [{ name: 'city', description: 'Where', required: true }, { name: 'day' }],
        messages: [{ text: 'How is {city} on {day}?' }, { role: 'assistant', text: 'As {"a": 1} says' }, { resource: 'map://{city}', as: 'image' }],
      },
    ]);
    expect(warnings).toEqual([]);
    expect(prompts).toEqual([
      {
        name: 'forecast', title: 'Forecast', description: 'What comes', arguments: [{ name: 'city', description: 'Where', required: true }, { name: 'day', required: false }],
        messages: [{ role: 'user', text: 'How is {city} on {day}?' }, { role: 'assistant', text: 'As {"a": 1} says' }, { role: 'user', resource: 'map://{city}', as: 'image' }],
      },
    ]);
  });

  it('are absent without a word where none are declared', async () => {
    expect(toPrompts(await load({ paths: {} }))).toEqual({ prompts: [], warnings: [] });
  });

  const message = { text: 'Hello' };
  it.each<[string, unknown, string]>([
    ['is no list', {}, 'x-mcp-prompts is a list'],
    ['has no name', [{ messages: [message] }], 'an object with a name and messages'],
    ['has no messages', [{ name: 'a' }], 'its messages are a list'],
    ['has an empty message', [{ name: 'a', messages: [{ role: 'user' }] }], 'its messages are a list'],
    ['has a message with text and resource', [{ name: 'a', messages: [{ text: 'a', resource: 'a://a' }] }], 'its messages are a list'],
    ['speaks for the system', [{ name: 'a', messages: [{ role: 'system', text: 'a' }] }], 'its messages are a list'],
    ['shows a resource as sound', [{ name: 'a', messages: [{ resource: 'a://a', as: 'audio' }] }], 'its messages are a list'],
    ['has an argument without a name', [{ name: 'a', arguments: [{}], messages: [message] }], 'its arguments are a list'],
    ['has an argument twice', [{ name: 'a', arguments: [{ name: 'b' }, { name: 'b' }], messages: [message] }], 'two of its arguments have one name'],
  ])('one that %s is left out with a warning', async (_what, declared, expected) => {
    const { prompts, warnings } = await promptsOf(declared);
    expect(prompts).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'X_MCP_PROMPT', message: expect.stringContaining(expected) }]);
  });

  it('keep the first of two with one name', async () => {
    const { prompts, warnings } = await promptsOf([{ name: 'a', messages: [message] }, { name: 'a', messages: [{ text: 'Bye' }] }]);
    expect(prompts).toMatchObject([{ messages: [{ text: 'Hello' }] }]);
    expect(warnings).toMatchObject([{ pointer: '#/x-mcp-prompts/1', message: expect.stringContaining('another prompt "a"') }]);
  });

  it('tell of a placeholder that is no argument', async () => {
    const { prompts, warnings } = await promptsOf([{ name: 'a', arguments: [{ name: 'city' }], messages: [{ text: 'In {ctiy} or {city}' }] }]);
    expect(prompts).toHaveLength(1);
    expect(warnings).toMatchObject([{ message: expect.stringContaining('declares no argument ctiy') }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Ask, JsonObject, Tool } from 'mcp-swagger-parser';
import { readinessOf, type Readiness, type Round } from './ask.js';

const text = { type: 'string' };
const person = { type: 'object', properties: { name: text, nick: text }, required: ['name'], description: 'Who is it?' };

function tool({ properties, required = Object.keys(properties), ask = ['arguments', 'confirmation'], isDestructive = false }: { properties: JsonObject; required?: string[]; ask?: Ask[]; isDestructive?: boolean }): Tool {
  return {
    name: 'forget',
    title: 'Forget somebody',
    description: 'Forgets.',
    inputSchema: { type: 'object', properties, required, additionalProperties: false },
    annotations: { readOnlyHint: false, destructiveHint: isDestructive, idempotentHint: true, openWorldHint: true },
    _meta: { method: 'DELETE', path: '/people' },
    tags: [],
    operation: { method: 'DELETE', path: '/people', parameters: [], servers: [], hasOwnServers: false, responses: [], ask, wrapsResult: false },
  };
}

function round(args: JsonObject, responses?: Round['responses'], before?: Readiness): Round {
  return { args, responses, before: before?.name === 'asking' ? before.before : undefined };
}

const accept = (content: JsonObject): unknown => ({ action: 'accept', content });

function asked(readiness: Readiness): [string, unknown][] {
  if (readiness.name !== 'asking') throw new Error(`Nothing is asked: ${JSON.stringify(readiness)}`);
  return Object.entries(readiness.requests).map(([key, { params }]) => [key, (params as JsonObject)['requestedSchema']]);
}

describe('what a call lacks', () => {
  it('is asked for in one form when it is plain', () => {
    const readiness = readinessOf(tool({ properties: { a: text, b: { type: 'integer' }, c: text } }), round({ c: 'x' }));
    expect(asked(readiness)).toEqual([['arguments', { type: 'object', properties: { a: text, b: { type: 'integer' } }, required: ['a', 'b'] }]]);
  });

  it('is asked for under its name when it is an object', () => {
    const readiness = readinessOf(tool({ properties: { who: person, a: text } }), round({ a: 'x' }));
    expect(asked(readiness)).toEqual([['who', { type: 'object', properties: { name: text, nick: text }, required: ['name'] }]]);
  });

  it('is only the rest of an object that is there in part', () => {
    const asking = tool({ properties: { who: { ...person, required: ['name', 'nick'] } } });
    const readiness = readinessOf(asking, round({ who: { name: 'Li' } }));
    expect(asked(readiness)).toEqual([['who', { type: 'object', properties: { nick: text }, required: ['nick'] }]]);
    expect(readinessOf(asking, round({ who: { name: 'Li' } }, { who: accept({ nick: 'L' }) }, readiness))).toEqual({ name: 'ready', args: { who: { name: 'Li', nick: 'L' } } });
  });

  it.each([
    ['nothing is lacking', { properties: { who: person, a: text } }, { who: { name: 'Li' }, a: 'x' }],
    ['only what may be left out is lacking', { properties: { a: text }, required: [] }, {}],
    ['its author does not want users to be asked', { properties: { a: text }, ask: [] }, {}],
    ['some of it fits into no form', { properties: { a: text, deep: { type: 'object', properties: { list: { type: 'array', items: text } }, required: ['list'] } } }, {}],
    ['an argument is unknown', { properties: { a: text } }, { b: 'x' }],
    ['it is destructive, and cannot be called anyway', { properties: { a: text }, ask: ['confirmation'] as Ask[], isDestructive: true }, {}],
  ])('is not asked for when %s', (_name, definition, args) => {
    expect(readinessOf(tool(definition), round(args))).toEqual({ name: 'ready', args });
  });

  it('is asked for again as long as answers are missing or of another kind', () => {
    const asking = tool({ properties: { who: person, a: text } });
    const responses = { who: accept({ name: 'Li', unknown: 1 }), arguments: 12_345, other: accept({}) };
    const readiness = readinessOf(asking, round({}, responses));
    expect(asked(readiness).map(([key]) => key)).toEqual(['arguments']);
    expect(readinessOf(asking, round({}, { arguments: accept({ a: 'x' }) }, readiness))).toEqual({ name: 'ready', args: { who: { name: 'Li' }, a: 'x' } });
  });

  it('is taken from answers that come without a state', () => {
    expect(readinessOf(tool({ properties: { who: person } }), round({}, { who: accept({ name: 'Li' }) }))).toEqual({ name: 'ready', args: { who: { name: 'Li' } } });
  });

  it.each(['decline', 'cancel'])('is not sent for when the user says %s', (action) => {
    expect(readinessOf(tool({ properties: { who: person } }), round({}, { who: { action } }))).toMatchObject({ name: 'refused', message: expect.stringContaining('name') });
  });

  it('keeps the digits of long numbers', () => {
    const asking = tool({ properties: { id: { type: 'integer' }, who: person } });
    const args = { id: 12345678901234567890n };
    const readiness = readinessOf(asking, round(args));
    expect(readinessOf(asking, round(args, { who: accept({ name: 'Li' }) }, readiness))).toEqual({ name: 'ready', args: { ...args, who: { name: 'Li' } } });
  });
});

describe('a destructive call', () => {
  const destructive = tool({ properties: { who: person }, isDestructive: true });
  const args = { who: { name: 'Li' } };

  it('is confirmed after it is complete', () => {
    const first = readinessOf(destructive, round({}));
    const second = readinessOf(destructive, round({}, { who: accept({ name: 'Li' }) }, first));
    expect(asked(second)).toEqual([['confirmation', { type: 'object', properties: {} }]]);
    expect(JSON.stringify(second)).toContain('DELETE /people');
    expect(readinessOf(destructive, round({}, { confirmation: accept({}) }, second))).toEqual({ name: 'ready', args });
  });

  it('is not made when the user does not confirm it', () => {
    const first = readinessOf(destructive, round(args));
    expect(readinessOf(destructive, round(args, { confirmation: { action: 'decline' } }, first))).toMatchObject({ name: 'refused' });
  });

  it('is not confirmed by an answer to what was not asked', () => {
    expect(readinessOf(destructive, round(args, { confirmation: accept({}) }))).toMatchObject({ name: 'asking' });
  });

  it('is not confirmed by the answer for other arguments', () => {
    const first = readinessOf(destructive, round(args));
    expect(readinessOf(destructive, round({ who: { name: 'Wu' } }, { confirmation: accept({}) }, first))).toMatchObject({ name: 'mistaken' });
  });

  it('is made at once where its author asks for no confirmation', () => {
    expect(readinessOf(tool({ properties: { who: person }, isDestructive: true, ask: ['arguments'] }), round(args))).toEqual({ name: 'ready', args });
  });
});

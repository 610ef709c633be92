import { describe, expect, it } from '@jest/globals';
import { convertOne } from '../testing/documents.js';

const content = (...types: string[]): Record<string, unknown> => ({ description: '', content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'object' } }])) });

describe('the media types of an answer', () => {
  it.each<[string, Record<string, unknown>, string[] | undefined]>([
    ['JSON alone', { 200: content('application/json') }, undefined],
    ['JSON under several names', { 200: content('application/json', 'text/json', 'application/hal+json', 'application/json;stream=watch') }, undefined],
    ['JSON, and text/plain for what is no text', { 200: content('text/plain', 'application/json') }, undefined],
    ['XML under two names', { 200: content('application/xml', 'text/xml') }, undefined],
    ['anything', { 200: content('*/*', 'application/json') }, undefined],
    ['CSV and JSON', { 200: content('text/csv', 'application/json') }, ['application/json', 'text/csv']],
    ['images and PDF', { 200: content('image/png', 'application/pdf', 'image/svg+xml') }, ['image/png', 'application/pdf', 'image/svg+xml']],
    ['the plainest name of JSON', { 200: content('application/hal+json', 'application/xml', 'application/json') }, ['application/json', 'application/xml']],
    ['several successes', { 200: content('application/json'), 206: content('application/octet-stream') }, ['application/json', 'application/octet-stream']],
    ['errors, which are none', { 200: content('application/json'), 400: content('text/html') }, undefined],
    ['default where no success is declared', { default: content('application/json', 'text/csv') }, ['application/json', 'text/csv']],
    ['default beside a success, which is an error', { 200: content('application/json'), default: content('text/html') }, undefined],
  ])('with %s', async (_what, responses, expected) => {
    const { operation, inputSchema } = await convertOne({ responses });
    expect(operation.accept?.mediaTypes).toEqual(expected);
    expect((inputSchema['properties'] as Record<string, { enum?: string[] }>)['accept']?.enum).toEqual(expected);
  });
});

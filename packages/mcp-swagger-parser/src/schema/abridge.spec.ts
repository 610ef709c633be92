import { describe, expect, it } from '@jest/globals';
import { abridge } from './abridge.js';

const definition = (words: number): Record<string, unknown> => ({
  type: 'object',
  properties: { description: { type: 'string', title: 'T', description: `First sentence. ${'More words. '.repeat(words)}`, examples: ['x'], enum: ['description'] } },
});

describe('abridge', () => {
  it('leaves a schema of ordinary size alone', () => {
    const schema = { type: 'object', properties: {}, $defs: { A: definition(3) } };
    expect(abridge(schema)).toBe(schema);
  });

  it('shortens what explains in a large one, and nothing else', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/A' } }, $defs: { A: definition(2_000) } };
    expect(abridge(schema)).toEqual({
      type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/A' } },
      $defs: { A: { type: 'object', properties: { description: { type: 'string', description: 'First sentence.', enum: ['description'] } } } },
    });
  });

  it('drops what explains in a very large one', () => {
    const $defs = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`D${index}`, definition(5)]));
    const result = abridge({ type: 'object', properties: { a: { type: 'string', description: 'Stays.' } }, $defs });
    expect(result).toMatchObject({ properties: { a: { description: 'Stays.' } }, $defs: { D0: { properties: { description: { type: 'string' } } } } });
    expect(JSON.stringify(result)).not.toContain('First sentence');
  });
});

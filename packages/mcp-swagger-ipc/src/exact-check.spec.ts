import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { exactCheck } from './exact-check.js';
import { type MessageType, messageDataSchemas } from './messages.js';
import { readCorpus } from './testing/read-corpus.js';

/** Holds a record, which is left to the schema; it is sent when a person asks. */
const LEFT_TO_THE_SCHEMA = 'REQUEST';

interface Sample {
  type: MessageType;
  data: unknown;
}

const samples = readCorpus('good')
  .filter((line) => !line.includes('aFieldOfTomorrow'))
  .flatMap((line) => {
    const message = JSON.parse(line) as { type: string; data: { messages?: Sample[] } };
    return message.type === 'BATCH' ? (message.data.messages ?? []) : [message as Sample];
  })
  .filter(({ type }) => type !== LEFT_TO_THE_SCHEMA);

/** What JSON can say and a schema may stumble over: the edges of every limit in the contract. */
const numbers = [0, -0, -1, 1, 0.5, -1e-9, 2 ** 53 - 1, 2 ** 53, 8.64e15, 8.64e15 + 2, 1e308, Number.POSITIVE_INFINITY];
const lengths = [0, 1, 50, 51, 100, 101, 200, 201, 500, 501, 1_000, 1_001, 2_000, 2_001, 10_000, 10_001, 20_000, 20_001];
const words = ['connected', 'rejected', 'stream', 'derived', 'open', 'trial', '👋'.repeat(50), '👋'.repeat(51), '👋'.repeat(101), '\ud83d'.repeat(51), null, true, false, [], {}, ['x'], [1]];
const edges: unknown[] = [...numbers, ...lengths.map((length) => 'x'.repeat(length)), ...words];
const anything = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...edges) }, fc.jsonValue());

/** One change somewhere within: another value, a field less, a field more, or a list that is longer. */
type Change = { at: number; how: 'replace' | 'remove' | 'add' | 'repeat'; value: unknown; times: number };
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(40),
  how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
  value: anything,
  times: fc.constantFrom(2, 100, 101, 500, 501),
});

function changed(data: unknown, { at, how, value, times }: Change): unknown {
  // Not structuredClone, whose objects are of another realm than the schemas'.
  const copy = JSON.parse(JSON.stringify(data)) as unknown;
  const places: { parent: Record<string, unknown>; key: string }[] = [];
  const visit = (parent: unknown) => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [key, child] of Object.entries(parent)) {
      places.push({ parent: parent as Record<string, unknown>, key });
      visit(child);
    }
  };
  visit(copy);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return value;
  const { parent, key } = place;
  const old = parent[key];
  if (how === 'replace' || (how !== 'repeat' && Array.isArray(parent))) parent[key] = value;
  else if (how === 'remove') delete parent[key];
  else if (how === 'repeat') parent[key] = Array.isArray(old) && old.length > 0 ? Array.from({ length: times }, () => old[0] as unknown) : value;
  else Object.defineProperty(parent, ['__proto__', 'more', 'constructor', 'toString'][times % 4] as string, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

function givesBack(schema: z.ZodType, data: unknown): boolean {
  const parsed = schema.safeParse(data);
  return parsed.success && isDeepStrictEqual(parsed.data, data);
}

describe('exactCheck', () => {
  const checks = new Map(Object.entries(messageDataSchemas).map(([type, schema]) => [type, exactCheck(schema)]));

  it.each(samples)('says yes to $type $data', ({ type, data }) => {
    expect(checks.get(type)?.(data)).toBe(true);
  });

  it.each(Object.keys(messageDataSchemas).filter((type) => type !== LEFT_TO_THE_SCHEMA))('has a sample of %s', (type) => {
    expect(samples.map((sample) => sample.type)).toContain(type);
  });

  it('says yes to just what the schema gives back as it was', () => {
    const answers = { yes: 0, no: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 3 }), ({ type, data }, changes) => {
        const value = changes.reduce(changed, data);
        const expected = givesBack(messageDataSchemas[type], value);
        answers[expected ? 'yes' : 'no'] += 1;
        expect(checks.get(type)?.(value)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    // Neither answer is a rarity that the changes hardly ever bring about.
    expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(150);
  });

  it('says of whole data what the schema says', () => {
    for (const value of [...edges, undefined]) for (const [type, schema] of Object.entries(messageDataSchemas)) expect(checks.get(type)?.(value)).toBe(givesBack(schema, value));
  });

  it.each([
    ['👋'.repeat(3), true],
    ['👋'.repeat(4), false],
    ['👋', false],
    ['👋👋', true],
    ['ab', true],
    ['\ud83d', false],
  ])('counts the characters of %j as the schema does', (text, fits) => {
    const schema = z.string().min(2).max(3);
    expect([schema.safeParse(text).success, exactCheck(schema)(text)]).toEqual([fits, fits]);
  });

  it.each([
    ['a text that is trimmed', z.string().trim(), 'x'],
    ['a text of a pattern', z.string().regex(/x/), 'x'],
    ['a text of a format', z.email(), 'a@example.test'],
    ['a number below another', z.number().lt(5), 1],
    ['a multiple', z.number().multipleOf(2), 2],
    ['a union', z.union([z.string(), z.number()]), 1],
    ['what is worked on', z.string().transform((text) => text.length), 'x'],
    ['what is looked at', z.object({ a: z.string() }).refine(() => false), { a: 'x' }],
    ['an object that takes anything more', z.looseObject({ a: z.string() }), { a: 'x' }],
    ['what is made into a number', z.coerce.number(), 1],
  ])('leaves %s to its schema', (_, schema, value) => {
    expect(exactCheck(schema)(value)).toBe(false);
  });
});

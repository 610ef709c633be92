import fc from 'fast-check';

/** Every run of the fuzz tests makes the same cases. */
const SEED = 20_261_121;

/** So that a test of thousands of cases ends within seconds on a busy machine. */
export const RUNS = { seed: SEED, numRuns: 2_000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false };

/** One of the characters of a text. */
export function charactersOf(characters: string): fc.Arbitrary<string> {
  return fc.constantFrom(...Array.from(characters));
}

/** Text with what breaks encoders: separators, quotes, escapes, blanks, characters of one to four bytes. */
export const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: charactersOf('&=+%?#/:;,.|\\"\' {}[]()<>@!$*~^`é€😀ab0\t'), maxLength: 12 }),
  fc.constantFrom('%20', '%2e', 'a+b', 'null', 'true', '0', '1e5', 'a,b', 'a|b', 'a b', '💥', '中文'),
);

export const filledText = text.filter((value) => value !== '');

/** Names of members as documents have them, and some that they should not have. */
export const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/),
  fc.constantFrom('X-Id', '$top', 'a.b', 'naïve', 'with space', 'a&b', 'a=b', 'a+b', 'per%cent'),
);

/** Integers on both sides of 2^53, the large ones as bigint. */
export const integer = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));

export const scalar = fc.oneof(text, integer, fc.boolean());

export const flatObject = fc.dictionary(name, scalar, { minKeys: 1, maxKeys: 5, noNullPrototype: true });

/** How a scalar is read by whoever parses text. */
export function asRead(value: unknown): string {
  return String(Object.is(value, -0) ? 0 : value);
}

/** The same for lists and objects of any depth. */
export function allAsRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(allAsRead);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, allAsRead(part)]));
  return asRead(value);
}

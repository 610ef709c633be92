import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decodeLine } from './decode-line.js';

/** Longer than any text, and any list, that a message may hold; still one line. */
const LONG = 'x'.repeat(200_000);

interface Line {
  type: string;
  data: Record<string, unknown>;
}

const lines = readFileSync(new URL('../corpus/good.ndjson', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line);

/** Every text of a message, as a way to it. */
function textsIn(value: unknown, way: string[] = []): string[][] {
  if (typeof value === 'string') return [way];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, member]) => textsIn(member, [...way, key])) : [];
}

function withText(line: Line, way: string[], text: string): string {
  const copy = structuredClone(line);
  let at = copy.data as Record<string, Record<string, never>>;
  for (const key of way.slice(0, -1)) at = at[key] as never;
  (at as Record<string, unknown>)[way.at(-1) ?? ''] = text;
  return JSON.stringify(copy);
}

// A batch holds the others, and what a dry run would send is as large as it is, up to the length of a line.
const places = lines.filter(({ type }) => type !== 'BATCH' && type !== 'REQUEST').flatMap((line) => textsIn(line.data).map((way) => [`${line.type} ${way.join('.')}`, line, way] as const));

describe('What a child says', () => {
  it('is held to bounds in all messages', () => {
    expect(places.length).toBeGreaterThan(40);
    expect(new Set(lines.map(({ type }) => type)).size).toBeGreaterThan(8);
  });

  it.each([...new Map(places.map((place) => [place[0], place])).values()])('is not believed with a text without bounds in %s', (_, line, way) => {
    for (const decoded of decodeLine(withText(line, way, LONG))) expect(JSON.stringify(decoded).length).toBeLessThan(10_000);
  });
});

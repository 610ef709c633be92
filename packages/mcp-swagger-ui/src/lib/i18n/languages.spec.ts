import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { KNOWN_CLIENTS } from 'mcp-swagger-ipc/client-snippet';
import { en } from './en';
import { zh } from './zh';

function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => (typeof value === 'string' ? [prefix + key] : keysOf(value as object, `${prefix}${key}.`)));
}

/** A key that counts has one form for one and another for many. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');

const source = new URL('../../', import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !name.includes('.spec.'));
const code = files.map((name) => readFileSync(new URL(name, source), 'utf8')).join('\n');

describe('The two languages', () => {
  it('have the same keys', () => {
    expect(keysOf(zh)).toEqual(keysOf(en));
  });

  it('have the same placeholders', () => {
    const placeholders = (words: object): string[] => Object.values(words).flatMap((value) => (typeof value === 'string' ? [(value.match(/\{\{\w+\}\}/g) ?? []).toSorted().join()] : placeholders(value as object)));
    expect(placeholders(zh)).toEqual(placeholders(en));
  });

  it('say of every known client where its configuration is', () => {
    expect(Object.keys(en.snippet.place).toSorted()).toEqual(Object.keys(KNOWN_CLIENTS).toSorted());
  });

  it('know every key that the pages use', () => {
    const used = [...code.matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key as string);
    expect(used.length).toBeGreaterThan(50);
    const known = new Set(keysOf(en).map(withoutPlural));
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it('hold no key that no page uses', () => {
    // Keys like `state.running` are put together from a prefix and a value of the API.
    const computed = [...code.matchAll(/\bt\(`([\w.]+\.)\$\{/g)].map(([, prefix]) => prefix as string);
    const unused = keysOf(en).filter((key) => !code.includes(`'${withoutPlural(key)}'`) && !computed.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });
});

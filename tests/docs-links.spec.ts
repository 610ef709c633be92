import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, linksOf, pages, repository } from './support/markdown.js';

/** What is wrong with a link of the page at `path`; undefined when nothing is. Addresses on the network are not looked at. */
function fault(path: string, text: string, target: string): string | undefined {
  if (/^(?:https?|mailto):/.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const place = file === '' ? join(repository, path) : join(repository, dirname(path), decodeURIComponent(file));
  if (file !== '' && !existsSync(place)) return `${path}: ${target} is not there`;
  if (anchor === undefined) return undefined;
  const anchors = anchorsOf(file === '' ? text : readFileSync(place, 'utf8'));
  return anchors.has(decodeURIComponent(anchor)) ? undefined : `${path}: ${target} names a heading that is not there; there are ${[...anchors].join(', ')}`;
}

describe('The pages', () => {
  it('link to files and headings that are there', () => {
    const faults = pages().flatMap(({ path, text }) => linksOf(text).map((target) => fault(path, text, target)));
    expect(faults.filter((found) => found !== undefined)).toEqual([]);
    expect(faults.length).toBeGreaterThan(100);
  });

  it('are all found from the README', () => {
    const all = new Map(pages().map(({ path, text }) => [path, text]));
    const reached = new Set<string>();
    const visit = (path: string): void => {
      const text = all.get(path);
      if (text === undefined || reached.has(path)) return;
      reached.add(path);
      for (const target of linksOf(text)) visit(join(dirname(path), target.split('#')[0] ?? '').replaceAll('\\', '/'));
      // A link to a folder shows its README.
      for (const target of linksOf(text)) visit(join(dirname(path), target.split('#')[0] ?? '', 'README.md').replaceAll('\\', '/'));
    };
    visit('README.md');
    // Decisions are a folder, and the README of the package is for the registry.
    const apart = /^docs\/decisions\/\d|^packages\/mcp-swagger-server\/README/;
    expect([...all.keys()].filter((path) => !reached.has(path) && !apart.test(path))).toEqual([]);
  });

  it.each([
    ['[a](missing.md)', /missing\.md is not there/],
    ['[a](README.md#nowhere)', /names a heading that is not there/],
    ['[a](#here)\n# Here', undefined],
    ['# `Code` & more\n[a](#code--more)', undefined],
    ['# 五分钟\n[a](#五分钟)', undefined],
    ['`[a](missing.md)` and\n```\n[a](missing.md)\n```', undefined],
  ])('are checked: %j', (text, message) => {
    const [target] = linksOf(text);
    const found = target === undefined ? undefined : fault('page.md', text, target);
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(message);
  });
});

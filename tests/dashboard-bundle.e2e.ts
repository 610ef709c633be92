import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

const BUILT = new URL('../packages/mcp-swagger-ui/dist/', import.meta.url);
const FIRST_LOAD_BYTES = 250 * 1024;

describe('The built dashboard', () => {
  it('loads its first page with at most 250 kB, compressed', () => {
    const page = readFileSync(new URL('index.html', BUILT), 'utf8');
    // The language that is not English comes with the first page of those who read it.
    const chunks = readdirSync(new URL('assets/', BUILT)).filter((name) => name.startsWith('zh-'));
    const linked = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file as string);
    expect(linked.length).toBeGreaterThan(2);
    const bytes = [...linked, ...chunks.map((name) => `assets/${name}`)].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, BUILT))).length, 0);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('has no script or style inside its page, so that the content security policy may forbid them', () => {
    const page = readFileSync(new URL('index.html', BUILT), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
  });
});

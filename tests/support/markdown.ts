import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Folders that are installed, built or data of somebody's own. */
const FOREIGN = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

export interface Page {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
}

/** All pages of the repository. */
export function pages(folder = repository): Page[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (FOREIGN.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.md') ? [{ path: relative(repository, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }] : [];
  });
}

/** A fenced block (CommonMark, section 4.5). `line` is that of its fence. */
export interface Block {
  info: string;
  code: string;
  line: number;
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  // Of a block in a list.
  let indentation = '';
  for (const [index, line] of text.split('\n').entries()) {
    const [, space = '', info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (info === undefined) {
      if (open !== undefined) open.code += `${line.startsWith(indentation) ? line.slice(indentation.length) : line}\n`;
    } else if (open === undefined) {
      indentation = space;
      blocks.push((open = { info: info.trim(), code: '', line: index + 1 }));
    } else open = undefined;
  }
  return blocks;
}

/** Where the links and pictures of a page lead to; code holds none. */
export function linksOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^()\s]+)(?: "[^"]*")?\)/g)].map(([, target]) => target ?? '');
}

/** What a link may name behind the `#`, as GitHub makes it of headings. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
    const slug = shown.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const before = counts.get(slug) ?? 0;
    counts.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}

function withoutFences(text: string): string {
  return text.replaceAll(/^ *```[^]*?^ *```/gm, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, '');
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Commands of our own by the file that they run, without those that are what `npm run build` makes. */
const commands = Object.entries(scripts).flatMap(([name, command]) => {
  const file = /^node (\S+)/.exec(command)?.[1] ?? 'dist/';
  return file.includes('dist/') ? [] : [[name, file] as const];
});

const IMPORT = /^(?:import|export) (?:[^'=\n]* from )?'([^'\n]+)';$/gm;

/** What a file wants before its first line runs and that is not in the repository, with the file that wants it. */
function missing(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  // What is written into another file as text is no import of this one.
  const text = readFileSync(file, 'utf8').replace(/`[^`]*`/g, '``');
  return [...text.matchAll(IMPORT)].flatMap(([, wanted = '']) => {
    if (wanted.startsWith('node:')) return [];
    const path = join(dirname(file), wanted);
    if (!wanted.startsWith('.') || path.includes('/dist/') || !existsSync(path)) return [`${wanted} in ${file.slice(root.length)}`];
    return path.endsWith('.js') ? missing(path, seen) : [];
  });
}

describe('In a clean clone, where nothing is installed or built', () => {
  it.each(commands)('npm run %s can begin', (_, file) => {
    expect(missing(join(root, file))).toEqual([]);
  });

  it('what is missing is found', () => {
    expect(missing(join(root, 'bench/ipc-pipeline.js'))).toContain('../packages/mcp-swagger-ipc/dist/index.js in bench/ipc-pipeline.js');
  });
});

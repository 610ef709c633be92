import nodePath from 'node:path';
import type { ProcessSpec } from './process-spec.js';

const MIB = 1024 * 1024;

/** The heap's share of the memory limit: V8 collects harder as it comes near, and buffers and code want room beside it. */
const HEAP_SHARE = 0.75;

type Paths = Pick<typeof nodePath, 'basename' | 'dirname' | 'join' | 'sep'>;

/** The flags that a child's Node gets. `nodeVersion`: like 20.19.0. `path`: how paths are written here. */
export function nodeFlags({ memoryLimitBytes, confined, script }: Pick<ProcessSpec, 'memoryLimitBytes' | 'confined' | 'script'>, nodeVersion: string, path: Paths = nodePath): string[] {
  const heap = memoryLimitBytes === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.floor((memoryLimitBytes * HEAP_SHARE) / MIB))}`];
  return confined === true ? [...heap, ...permissionFlags(codeOf(script, path), nodeVersion)] : heap;
}

/** Node's permission model: no child processes, no native addons, reading its own code only, and writing nowhere. Its name and its reach depend on the version. */
function permissionFlags(code: string[], nodeVersion: string): string[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isStable = major >= 24 || (major === 22 && minor >= 13) || (major === 23 && minor >= 5);
  return [
    isStable ? '--permission' : '--experimental-permission',
    ...code.map((place) => `--allow-fs-read=${place}`),
    // The watchdog that ends an orphan is a thread.
    '--allow-worker',
    ...(major >= 25 ? ['--allow-net'] : []),
  ];
}

/** The files of a script: its folder, and of a package what its `bin` runs. */
function codeOf(script: string, { basename, dirname, join, sep }: Paths): string[] {
  const folder = dirname(script);
  const below = (place: string): string => join(place, sep);
  if (basename(folder) !== 'bin') return [below(folder)];
  const root = dirname(folder);
  return [below(folder), below(join(root, 'dist')), join(root, 'package.json')];
}

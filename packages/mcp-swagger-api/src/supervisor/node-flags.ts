import { basename, dirname, join, sep } from 'node:path';
import type { ProcessSpec } from './process-spec.js';

const MIB = 1024 * 1024;

/** The heap's share of the memory limit: V8 collects harder as it comes near, and buffers and code want room beside it. */
const HEAP_SHARE = 0.75;

/** The flags that a child's Node gets. `nodeVersion`: like 20.19.0. */
export function nodeFlags({ memoryLimitBytes, confined, script }: Pick<ProcessSpec, 'memoryLimitBytes' | 'confined' | 'script'>, nodeVersion: string): string[] {
  const heap = memoryLimitBytes === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.floor((memoryLimitBytes * HEAP_SHARE) / MIB))}`];
  return confined === true ? [...heap, ...permissionFlags(script, nodeVersion)] : heap;
}

/** Node's permission model: no child processes, no native addons, reading its own code only, and writing nowhere. Its name and its reach depend on the version. */
function permissionFlags(script: string, nodeVersion: string): string[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isStable = major >= 24 || (major === 22 && minor >= 13) || (major === 23 && minor >= 5);
  return [
    isStable ? '--permission' : '--experimental-permission',
    ...codeOf(script).map((path) => `--allow-fs-read=${path}`),
    // The watchdog that ends an orphan is a thread.
    '--allow-worker',
    ...(major >= 25 ? ['--allow-net'] : []),
  ];
}

/** The files of a script: its folder, and of a package what its `bin` runs. */
function codeOf(script: string): string[] {
  const folder = dirname(script);
  if (basename(folder) !== 'bin') return [`${folder}${sep}`];
  const root = dirname(folder);
  return [`${folder}${sep}`, `${join(root, 'dist')}${sep}`, join(root, 'package.json')];
}

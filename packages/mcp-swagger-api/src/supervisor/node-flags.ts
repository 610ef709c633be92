import type { ProcessSpec } from './process-spec.js';

const MIB = 1024 * 1024;

/** The heap's share of the memory limit: V8 collects harder as it comes near, and buffers and code want room beside it. */
const HEAP_SHARE = 0.75;

/** The flags that a child's Node gets. `nodeVersion`: like 20.19.0. */
export function nodeFlags({ memoryLimitBytes, confined, cwd }: Pick<ProcessSpec, 'memoryLimitBytes' | 'confined' | 'cwd'>, nodeVersion: string): string[] {
  const heap = memoryLimitBytes === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.floor((memoryLimitBytes * HEAP_SHARE) / MIB))}`];
  return confined === true ? [...heap, ...permissionFlags(cwd, nodeVersion)] : heap;
}

/** Node's permission model: no child processes, no native addons, writing below `folder` only. Its name and its reach depend on the version. */
function permissionFlags(folder: string, nodeVersion: string): string[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isStable = major >= 24 || (major === 22 && minor >= 13) || (major === 23 && minor >= 5);
  return [
    isStable ? '--permission' : '--experimental-permission',
    '--allow-fs-read=*',
    `--allow-fs-write=${folder}`,
    // The watchdog that ends an orphan is a thread.
    '--allow-worker',
    ...(major >= 25 ? ['--allow-net'] : []),
  ];
}

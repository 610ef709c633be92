import { win32 } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeFlags } from './node-flags.js';

const MIB = 1024 * 1024;

describe('nodeFlags', () => {
  it('says nothing without a limit', () => expect(nodeFlags({ script: '/p/bin/s.js' }, '20.19.0')).toEqual([]));

  it('gives the heap its share of the memory limit, and never too little to start', () => {
    expect(nodeFlags({ script: '/p/bin/s.js', memoryLimitBytes: 512 * MIB }, '20.19.0')).toEqual(['--max-old-space-size=384']);
    expect(nodeFlags({ script: '/p/bin/s.js', memoryLimitBytes: 1 }, '20.19.0')).toEqual(['--max-old-space-size=16']);
  });

  it.each([
    ['20.19.0', '--experimental-permission', false],
    ['22.12.0', '--experimental-permission', false],
    ['22.13.0', '--permission', false],
    ['24.0.0', '--permission', false],
    ['25.0.0', '--permission', true],
  ])('confines it as Node %s names it: %s', (version, flag, needsNet) => {
    const flags = nodeFlags({ script: '/p/bin/s.js', confined: true }, version);
    expect(flags).toEqual([flag, '--allow-fs-read=/p/bin/', '--allow-fs-read=/p/dist/', '--allow-fs-read=/p/package.json', '--allow-worker', ...(needsNet ? ['--allow-net'] : [])]);
  });

  it.each([
    ['C:\\my code\\bin\\s.js', ['C:\\my code\\bin\\', 'C:\\my code\\dist\\', 'C:\\my code\\package.json']],
    ['\\\\server\\share\\s.js', ['\\\\server\\share\\']],
  ])('lets %s on Windows read its own code only', (script, places) => {
    expect(nodeFlags({ script, confined: true }, '24.0.0', win32)).toEqual(['--permission', ...places.map((place) => `--allow-fs-read=${place}`), '--allow-worker']);
  });
});

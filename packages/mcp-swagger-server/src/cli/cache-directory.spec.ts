import { describe, expect, it } from '@jest/globals';
import { cacheDirectory } from './cache-directory.js';

describe('The directory of what can be made again', () => {
  it.each<[NodeJS.Platform, string, NodeJS.ProcessEnv, string]>([
    ['linux', '/home/ann', {}, '/home/ann/.cache/mcp-swagger'],
    ['linux', '/home/ann', { XDG_CACHE_HOME: '/var/cache/ann' }, '/var/cache/ann/mcp-swagger'],
    ['linux', '/home/ann', { XDG_CACHE_HOME: '' }, '/home/ann/.cache/mcp-swagger'],
    ['linux', '/home/ann', { XDG_CACHE_HOME: 'cache' }, '/home/ann/.cache/mcp-swagger'],
    ['darwin', '/Users/ann', { XDG_CACHE_HOME: '' }, '/Users/ann/Library/Caches/mcp-swagger'],
    ['linux', '/home/ann', { LOCALAPPDATA: '/not/of/this/system' }, '/home/ann/.cache/mcp-swagger'],
    ['darwin', '/Users/ann', {}, '/Users/ann/Library/Caches/mcp-swagger'],
    ['win32', 'C:\\Users\\ann', {}, 'C:\\Users\\ann\\AppData\\Local\\mcp-swagger'],
    ['win32', 'C:\\Users\\ann', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\mcp-swagger'],
    ['win32', 'C:\\Users\\ann', { LOCALAPPDATA: '' }, 'C:\\Users\\ann\\AppData\\Local\\mcp-swagger'],
    ['win32', '\\\\server\\homes\\ann', {}, '\\\\server\\homes\\ann\\AppData\\Local\\mcp-swagger'],
  ])('on %s, of %s with %j', (system, home, environment, directory) => {
    expect(cacheDirectory(environment, system, home)).toBe(directory);
  });
});

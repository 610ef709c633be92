import { posix, win32 } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { directoriesOf } from './directories.js';

describe('DATA_DIR and LOG_DIR', () => {
  it.each([
    [posix, 'DATA_DIR=/var/lib/mcp swagger', { dataDir: '/var/lib/mcp swagger', logDir: '/var/lib/mcp swagger/logs' }],
    [posix, 'DATA_DIR=/var/lib/mcp/../tea/', { dataDir: '/var/lib/tea', logDir: '/var/lib/tea/logs' }],
    [posix, 'DATA_DIR=/data\nLOG_DIR=/var/log/mcp', { dataDir: '/data', logDir: '/var/log/mcp' }],
    [win32, 'DATA_DIR=C:\\new tables', { dataDir: 'C:\\new tables', logDir: 'C:\\new tables\\logs' }],
    [win32, 'DATA_DIR=D:/mcp', { dataDir: 'D:\\mcp', logDir: 'D:\\mcp\\logs' }],
    [win32, 'DATA_DIR=\\\\server\\share\\mcp', { dataDir: '\\\\server\\share\\mcp', logDir: '\\\\server\\share\\mcp\\logs' }],
    [win32, "DATA_DIR='C:\\new'\nLOG_DIR=E:\\logs", { dataDir: 'C:\\new', logDir: 'E:\\logs' }],
  ])('are absolute, as .env has them', (path, file, expected) => {
    expect(directoriesOf(parseEnv(file) as { DATA_DIR: string }, path)).toEqual(expected);
  });
});

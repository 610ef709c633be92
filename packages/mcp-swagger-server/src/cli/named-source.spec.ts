import { posix, win32 } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { absoluteSource } from './named-source.js';

describe('A document, wherever it is read from,', () => {
  it.each([
    [posix, 'pets.yaml', '/srv/apis', '/srv/apis/pets.yaml'],
    [posix, '../pets.yaml', '/srv/apis', '/srv/pets.yaml'],
    [posix, '/etc/pets.yaml', '/srv/apis', '/etc/pets.yaml'],
    [posix, '-', '/srv/apis', '-'],
    [posix, 'https://api.example/pets.yaml', '/srv/apis', 'https://api.example/pets.yaml'],
    [posix, 'file:///etc/pets.yaml', '/srv/apis', 'file:///etc/pets.yaml'],
    [win32, 'pets.yaml', 'C:\\my apis', 'C:\\my apis\\pets.yaml'],
    [win32, '..\\v2\\pets.yaml', 'C:\\my apis', 'C:\\v2\\pets.yaml'],
    [win32, 'v2/pets.yaml', 'C:\\my apis', 'C:\\my apis\\v2\\pets.yaml'],
    [win32, 'D:\\pets.yaml', 'C:\\my apis', 'D:\\pets.yaml'],
    [win32, 'D:/pets.yaml', 'C:\\my apis', 'D:\\pets.yaml'],
    [win32, '\\pets.yaml', 'C:\\my apis', 'C:\\pets.yaml'],
    [win32, '\\\\server\\share\\pets.yaml', 'C:\\my apis', '\\\\server\\share\\pets.yaml'],
    [win32, 'pets.yaml', '\\\\server\\share\\apis', '\\\\server\\share\\apis\\pets.yaml'],
    [win32, '-', 'C:\\my apis', '-'],
    [win32, 'HTTPS://api.example/pets.yaml', 'C:\\my apis', 'HTTPS://api.example/pets.yaml'],
    [win32, 'file:///C:/my%20apis/pets.yaml', 'D:\\', 'file:///C:/my%20apis/pets.yaml'],
  ])('(%#) %s', (path, name, folder, absolute) => {
    expect(absoluteSource(name, folder, path)).toBe(absolute);
  });
});

import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { resolveAddress } from './reference-address.js';

describe('The address of a reference', () => {
  it.each([
    ['schemas/pet.yaml#/Pet', 'https://api.example/v1/openapi.yaml', 'https://api.example/v1/schemas/pet.yaml'],
    ['../shared/a.yaml', 'file:///srv/apis/v1/root.yaml', 'file:///srv/apis/shared/a.yaml'],
    // Paths of Windows are addresses before anything refers to them.
    ['../shared/a.yaml', pathToFileURL('C:\\my apis\\v1\\root.yaml', { windows: true }).href, 'file:///C:/my%20apis/shared/a.yaml'],
    ['pet.yaml', pathToFileURL('\\\\server\\share\\root.yaml', { windows: true }).href, 'file://server/share/pet.yaml'],
    ['/pet.yaml', 'file:///D:/apis/root.yaml', 'file:///D:/pet.yaml'],
    ['pet.yaml', undefined, undefined],
  ])('%s from %s is %s', (reference, base, address) => {
    expect(resolveAddress(reference, base)).toBe(address);
  });

  it('leads back to the path of Windows that it came from', () => {
    const base = pathToFileURL('C:\\my apis\\100%\\root.yaml', { windows: true }).href;
    expect(fileURLToPath(resolveAddress('a#b/c.yaml'.replace('#', '%23'), base) ?? '', { windows: true })).toBe('C:\\my apis\\100%\\a#b\\c.yaml');
  });
});

import { describe, expect, it } from '@jest/globals';
import { serverName } from './model-request.js';

describe('The name of a document', () => {
  it.each([
    ['pets.yaml', 'pets'],
    ['/srv/apis/pets.v2.json', 'pets.v2'],
    ['C:\\apis\\pets.yaml', 'pets'],
    ['\\\\server\\share\\pets.yml', 'pets'],
    ['https://api.example/docs/openapi.json?version=3#x', 'openapi'],
    ['https://api.example/pets/', 'pets'],
    ['-', 'stdin'],
    ['.json', 'openapi'],
  ])('of %s is %s', (openapi, name) => {
    expect(serverName(openapi)).toBe(name);
  });
});

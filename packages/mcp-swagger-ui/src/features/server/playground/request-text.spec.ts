import { expect, it } from '@jest/globals';
import { requestText } from './request-text';

const request = { method: 'POST', url: 'https://api.test/books?q=a', headers: { accept: 'application/json', authorization: 'Bearer ***' } };

it.each([
  ['without a body', undefined, 'POST https://api.test/books?q=a\naccept: application/json\nauthorization: Bearer ***'],
  ['with JSON', '{"a":1}', 'POST https://api.test/books?q=a\naccept: application/json\nauthorization: Bearer ***\n\n{\n  "a": 1\n}'],
  ['with another text', 'a=1', 'POST https://api.test/books?q=a\naccept: application/json\nauthorization: Bearer ***\n\na=1'],
  ['with bytes', { base64: 'AAE=' }, 'POST https://api.test/books?q=a\naccept: application/json\nauthorization: Bearer ***\n\nAAE='],
])('writes a request %s', (_, body, text) => {
  expect(requestText(body === undefined ? request : { ...request, body })).toBe(text);
});

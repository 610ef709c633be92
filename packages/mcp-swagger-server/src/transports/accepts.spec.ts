import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import { accepts } from './accepts.js';

it.each([
  [undefined, true],
  ['*/*', true],
  ['text/*', true],
  ['application/json, text/event-stream', true],
  ['application/json, TEXT/EVENT-STREAM;q=0.5', true],
  ['application/json', false],
  ['text/event-stream;q=0', false],
  ['application/*', false],
  ['', false],
])('Accept: %s takes a stream: %s', (accept, expected) => {
  expect(accepts({ headers: { accept } } as unknown as IncomingMessage, 'text/event-stream')).toBe(expected);
});

import { describe, expect, it } from '@jest/globals';
import { eventData, jsonLines, jsonSequence } from './stream-items.js';

describe('eventData', () => {
  it.each([
    ['data: a\n\n', ['a']],
    ['data:a\r\n\r\ndata:  b\r\r', ['a', ' b']],
    ['data: a\ndata: b\n\n', ['a\nb']],
    ['data\n\n', ['']],
    ['event: x\nid: 1\nretry: 5\n: comment\n\n', []],
    ['data: last without an empty line', ['last without an empty line']],
    ['data: 1\n\n\n\ndata: [DONE]\n\n', ['1']],
    ['', []],
  ])('of %j', (text, events) => {
    expect(eventData(text)).toEqual(events);
  });
});

it('jsonLines leaves out empty lines', () => {
  expect(jsonLines('1\r\n\n  \n{"a":1}')).toEqual(['1', '{"a":1}']);
});

it('jsonSequence takes items that hold line breaks', () => {
  expect(jsonSequence('\u001E{"a":\n1}\n\u001E\u001E2')).toEqual(['{"a":\n1}', '2']);
});

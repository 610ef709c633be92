import { describe, expect, it } from '@jest/globals';
import { AnswerReader } from './answer-reader.js';

/** What is told of some bytes that come in pieces of so many. */
function told(text: string, pieceBytes = text.length, answers = 1, method = 'POST') {
  const events: unknown[] = [];
  let body = '';
  const reader = new AnswerReader({
    head: (status, headers) => events.push([status, { ...headers }]),
    part: (bytes) => void (body += bytes.toString('latin1')),
    end: (trailers) => {
      events.push(body, ...(Object.keys(trailers).length === 0 ? [] : [{ ...trailers }]));
      body = '';
      answers -= 1;
      if (answers > 0) reader.expect(method);
    },
  });
  reader.expect(method);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.read(bytes.subarray(at, at + pieceBytes));
  return { events, reader };
}

const COUNTED = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"name":"R\u00e9"}';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nab\r\n\r\nA; note=1\r\n0123456789\r\n0\r\nX-Sum: 42\r\n\r\n';

describe('An answer', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))('is read the same in pieces of %i bytes, and so is the next one behind it', (pieceBytes) => {
    expect(told(`${COUNTED}${CHUNKED}${COUNTED}`, pieceBytes, 3).events).toEqual([
      [200, { 'content-type': 'application/json', 'content-length': '13' }],
      '{"name":"R\u00e9"}',
      [200, { 'transfer-encoding': 'chunked', trailer: 'X-Sum' }],
      'ab\r\n0123456789',
      { 'x-sum': '42' },
      [200, { 'content-type': 'application/json', 'content-length': '13' }],
      '{"name":"R\u00e9"}',
    ]);
  });

  it.each([
    ['of a length of 0', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', true],
    ['that has none by its status', 'HTTP/1.1 204 No Content\r\n\r\n', true],
    ['behind what is said before it', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n', true],
    ['of a child that closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', false],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
  ])('%s is over without a body, and another may come or not', (_, text, keepsAlive) => {
    const { events, reader } = told(text);
    expect([events.length, events[1], reader.keepsAlive]).toEqual([2, '', keepsAlive]);
  });

  it.each(['Content-Length: 13', 'Transfer-Encoding: chunked'])('to HEAD has no body, and the next one stands behind it (%s)', (field) => {
    const head = `HTTP/1.1 200 OK\r\n${field}\r\n\r\n`;
    expect(told(head + head, 7, 2, 'HEAD').events).toEqual([[200, expect.anything()], '', [200, expect.anything()], '']);
  });

  it('without a length ends with its connection', () => {
    const { events, reader } = told('HTTP/1.1 200 OK\r\n\r\nall of it');
    expect(events).toHaveLength(1);
    reader.finish();
    expect([events[1], reader.keepsAlive]).toEqual(['all of it', false]);
  });

  it('keeps all values of a field that comes twice, and no prototype', () => {
    expect(told('HTTP/1.1 200 OK\r\nSet-Cookie: a \r\nset-cookie:\tb\r\n__proto__: x\r\nContent-Length: 0\r\n\r\n').events[0]).toEqual([200, { 'set-cookie': ['a', 'b'], ['__proto__']: 'x', 'content-length': '0' }]);
  });

  it.each([
    ['another protocol', 'SSH-2.0-x\r\n\r\n'],
    ['a change of the protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n'],
    ['a length beside chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a coding that is not known', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n'],
    ['a bare line feed', 'HTTP/1.1 200 OK\r\nX-A: b\nX-B: c\r\n\r\n'],
    ['a field without a name', 'HTTP/1.1 200 OK\r\n: b\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(17_000)}`],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n'],
    ['a size beyond all bounds', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n'],
    ['a size of a chunk without end', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(2_000)}`],
    ['a chunk that is longer than it says', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n'],
    ['more than it was asked for', `${COUNTED}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`],
  ])('is broken by %s', (_, text) => expect(() => told(text)).toThrow(expect.objectContaining({ name: 'AnswerBroken' })));
});

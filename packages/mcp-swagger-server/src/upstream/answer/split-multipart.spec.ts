import { describe, expect, it } from '@jest/globals';
import { splitMultipart } from './split-multipart.js';

const split = (body: string, type = 'multipart/mixed; boundary=b'): unknown => {
  const parts = splitMultipart(Buffer.from(body, 'latin1'), type);
  return typeof parts === 'string' ? parts : parts.map(({ headers, body: bytes }) => [headers, bytes.toString('latin1')]);
};

describe('splitMultipart', () => {
  it.each<[string, string, unknown]>([
    ['one part', '--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n', [[{ a: '1' }, 'x']]],
    ['bare line feeds', '--b\nA: 1\n\nx\n--b--', [[{ a: '1' }, 'x']]],
    ['no headers', '--b\r\n\r\nx\r\n--b--', [[{}, 'x']]],
    ['an empty body', '--b\r\nA: 1\r\n\r\n\r\n--b--', [[{ a: '1' }, '']]],
    ['headers and nothing else', '--b\r\nA: 1\r\n--b--', [[{ a: '1' }, '']]],
    ['nothing at all', '--b\r\n--b--', [[{}, '']]],
    ['line breaks in a body', '--b\r\n\r\n\r\nx\r\n\r\n\r\n--b--', [[{}, '\r\nx\r\n\r\n']]],
    ['what only begins like the boundary', '--b\r\n\r\nx\r\n--bc\r\n--b--', [[{}, 'x\r\n--bc']]],
    ['the boundary inside a line', '--b\r\n\r\nx --b y\r\n--b--', [[{}, 'x --b y']]],
    ['blanks after the boundary', '--b \t\r\n\r\nx\r\n--b-- \r\n', [[{}, 'x']]],
    ['a preamble and an epilogue', 'hi\r\n--b\r\n\r\nx\r\n--b--\r\nbye\r\n--b\r\n\r\ny\r\n--b--', [[{}, 'x']]],
    ['a folded header', '--b\r\nA: 1;\r\n c=2\r\n\r\nx\r\n--b--', [[{ a: '1; c=2' }, 'x']]],
    ['base64', '--b\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--b--', [[{ 'content-transfer-encoding': 'base64' }, 'hi']]],
    ['quoted-printable', '--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc\r\n--b--', [[{ 'content-transfer-encoding': 'quoted-printable' }, 'a=bc']]],
  ])('takes %s', (_what, body, parts) => {
    expect(split(body)).toEqual(parts);
  });

  it('keeps bytes that are no text', () => {
    expect(split('--b\r\n\r\n\0\xff\r\n--b--')).toEqual([[{}, '\0\xff']]);
  });

  it('takes a quoted boundary', () => {
    expect(split('--a b\r\n\r\nx\r\n--a b--', 'multipart/mixed; charset=x; boundary="a b"')).toEqual([[{}, 'x']]);
  });

  it.each([['multipart/mixed', '--b', /no boundary/], ['multipart/mixed; boundary=b', 'x', /not in it/], ['multipart/mixed; boundary=b', '--b--', /no parts/], ['multipart/mixed; boundary=b', '--b\r\n\r\nx', /closing boundary/], ['multipart/mixed; boundary=b', '--b\r\n'.repeat(1_003), /more than 1000 parts/], ['multipart/mixed; boundary=b', `--b\r\nA: ${'x'.repeat(20_000)}\r\n--b--`, /headers of its part 1 do not end/]])(
    'says why %s cannot be split',
    (type, body, reason) => {
      expect(split(body, type)).toMatch(reason);
    },
  );
});

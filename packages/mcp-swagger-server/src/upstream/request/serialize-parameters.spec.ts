import { describe, expect, it } from '@jest/globals';
import type { ParameterBinding, ParameterStyle } from 'mcp-swagger-parser';
import { serializeParameters } from './serialize-parameters.js';
import type { SerializedParameters } from './serialize-parameters.js';
import { operationOf, parameterOf } from '../testing/operation-of.js';

const send = (parameter: ParameterBinding, value: unknown, path = '/a'): SerializedParameters => serializeParameters(operationOf({ path, parameters: [parameter] }), { [parameter.argument]: value }, 'repeat');

type Row = [style: ParameterStyle, explode: boolean, value: unknown, expected: string];

describe('a path parameter', () => {
  it.each<Row>([
    ['simple', false, 'blue', 'blue'],
    ['simple', true, 'blue', 'blue'],
    ['simple', false, ['a', 'b'], 'a,b'],
    ['simple', true, ['a', 'b'], 'a,b'],
    ['simple', false, { R: 1, G: 2 }, 'R,1,G,2'],
    ['simple', true, { R: 1, G: 2 }, 'R=1,G=2'],
    ['label', false, 'blue', '.blue'],
    ['label', true, 'blue', '.blue'],
    ['label', false, ['a', 'b'], '.a,b'],
    ['label', true, ['a', 'b'], '.a.b'],
    ['label', false, { R: 1, G: 2 }, '.R,1,G,2'],
    ['label', true, { R: 1, G: 2 }, '.R=1.G=2'],
    ['matrix', false, 'blue', ';p=blue'],
    ['matrix', true, 'blue', ';p=blue'],
    ['matrix', false, ['a', 'b'], ';p=a,b'],
    ['matrix', true, ['a', 'b'], ';p=a;p=b'],
    ['matrix', false, { R: 1, G: 2 }, ';p=R,1,G,2'],
    ['matrix', true, { R: 1, G: 2 }, ';R=1;G=2'],
    // An empty text has no equals sign (RFC 6570 section 3.2.7).
    ['matrix', false, '', ';p'],
    ['matrix', true, ['', 'b'], ';p;p=b'],
    ['simple', false, ['a', null, 'b'], 'a,b'],
    ['simple', false, { R: 1, G: null }, 'R,1'],
    ['simple', false, [['a', 1], { b: 2 }], '%5B%22a%22%2C1%5D,%7B%22b%22%3A2%7D'],
    ['simple', false, { 'a b': 'c,d', 'e=f': true }, 'a%20b,c%2Cd,e%3Df,true'],
    ['simple', false, 9223372036854775807n, '9223372036854775807'],
    ['simple', false, false, 'false'],
    ['simple', false, 0, '0'],
    ['simple', false, -1.5, '-1.5'],
    ['simple', false, '2026-11-21T10:00:00+01:00', '2026-11-21T10%3A00%3A00%2B01%3A00'],
  ])('of style %s, explode %s, with %p is %s', (style, explode, value, expected) => {
    expect(send(parameterOf('path', { style, explode }), value, '/a{p}/b').path).toBe(`/a${expected}/b`);
  });

  it.each<[ParameterStyle, unknown]>([['simple', []], ['simple', {}], ['simple', [null]], ['label', []], ['matrix', {}], ['simple', '']])('of style %s with %p is refused, for it would address something else', (style, value) => {
    expect(() => send(parameterOf('path', { style }), value, '/a/{p}')).toThrow(/p is empty/);
  });

  it('stands beside others in one segment, and literal escapes stay as they are', () => {
    const parameters = ['a', 'b', 'c'].map((name) => parameterOf('path', { name }));
    const { path } = serializeParameters(operationOf({ path: '/%7Bx%7D/100%/{a}.{b}:{c}/{a}', parameters }), { a: 'x/y', b: '.', c: ':' }, 'repeat');
    expect(path).toBe('/%7Bx%7D/100%25/x%2Fy..:%3A/x%2Fy');
  });

  it('cannot make a segment of dots together with its neighbour', () => {
    const parameters = ['a', 'b'].map((name) => parameterOf('path', { name, style: 'label' }));
    expect(() => serializeParameters(operationOf({ path: '/x/{a}/y', parameters: [parameterOf('path', { name: 'a', style: 'label' })] }), { a: '.' }, 'repeat')).toThrow(/segment of dots/);
    expect(() => serializeParameters(operationOf({ path: '/x/{a}{b}/y', parameters: parameters.map((one) => ({ ...one, style: 'simple' as const })) }), { a: '.', b: '.' }, 'repeat')).toThrow(/a and b would make a path segment of dots/);
  });

  it.each([
    ['application/json', { a: [1] }, '%7B%22a%22%3A%5B1%5D%7D'],
    ['text/plain', 'a/b', 'a%2Fb'],
  ])('with content %s is encoded as that', (mediaType, value, expected) => {
    expect(send(parameterOf('path', { mediaType }), value, '/{p}').path).toBe(`/${expected}`);
  });
});

describe('a query parameter', () => {
  it.each<Row>([
    ['form', true, 'blue', 'p=blue'],
    ['form', false, 'blue', 'p=blue'],
    ['form', true, '', 'p='],
    ['form', true, ['a', 'b'], 'p=a&p=b'],
    ['form', false, ['a', 'b'], 'p=a,b'],
    ['form', true, { R: 1, G: 2 }, 'R=1&G=2'],
    ['form', false, { R: 1, G: 2 }, 'p=R,1,G,2'],
    ['spaceDelimited', false, ['a', 'b'], 'p=a%20b'],
    ['spaceDelimited', false, { R: 1, G: 2 }, 'p=R%201%20G%202'],
    ['pipeDelimited', false, ['a', 'b'], 'p=a%7Cb'],
    ['pipeDelimited', false, { R: 1, G: 2 }, 'p=R%7C1%7CG%7C2'],
    ['pipeDelimited', true, ['a', 'b'], 'p=a&p=b'],
    ['deepObject', true, { R: 1, G: { x: 2 } }, 'p%5BR%5D=1&p%5BG%5D%5Bx%5D=2'],
    ['deepObject', true, { list: ['a', 'b'] }, 'p%5Blist%5D=a&p%5Blist%5D=b'],
    ['deepObject', true, { list: [{ x: 1 }, { x: 2 }] }, 'p%5Blist%5D%5B0%5D%5Bx%5D=1&p%5Blist%5D%5B1%5D%5Bx%5D=2'],
    ['deepObject', true, { list: ['a', null], none: null }, 'p%5Blist%5D=a'],
    ['deepObject', true, 'blue', 'p=blue'],
    ['form', false, ['a', null, ''], 'p=a,'],
    ['form', true, [['a', 1]], 'p=%5B%22a%22%2C1%5D'],
    ['form', true, { a: { b: 1 } }, 'a=%7B%22b%22%3A1%7D'],
    ['form', true, [], ''],
    ['form', false, [], ''],
    ['form', true, {}, ''],
    ['form', false, { a: null }, ''],
    ['deepObject', true, {}, ''],
    ['form', true, [true, 9007199254740993n], 'p=true&p=9007199254740993'],
  ])('of style %s, explode %s, with %p is %s', (style, explode, value, expected) => {
    expect(send(parameterOf('query', { style, explode }), value).query.join('&')).toBe(expected);
  });

  it.each<Row>([
    ['form', true, "a/b:c?d=e&f#g[h]@!$'()*+,;i", "p=a/b:c?d=e%26f%23g[h]@!$'()*+,;i"],
    ['form', true, 'a%2Fb 100%', 'p=a%2Fb%20100%25'],
    ['form', false, ['a,b', 'c/d'], 'p=a%2Cb,c/d'],
    ['form', false, { 'k/1': 'a,b' }, 'p=k%2F1,a%2Cb'],
    ['deepObject', true, { 'a/b': 'c/d' }, 'p%5Ba%2Fb%5D=c/d'],
  ])('with reserved characters allowed, style %s, explode %s, with %p is %s', (style, explode, value, expected) => {
    expect(send(parameterOf('query', { style, explode, allowReserved: true }), value).query.join('&')).toBe(expected);
  });

  it.each([
    ['repeat', 'p%5Bl%5D=a&p%5Bl%5D=b'],
    ['brackets', 'p%5Bl%5D%5B%5D=a&p%5Bl%5D%5B%5D=b'],
    ['indices', 'p%5Bl%5D%5B0%5D=a&p%5Bl%5D%5B1%5D=b'],
  ] as const)('writes lists inside deepObject by the convention %s', (lists, expected) => {
    const operation = operationOf({ parameters: [parameterOf('query', { style: 'deepObject' })] });
    expect(serializeParameters(operation, { p: { l: ['a', 'b'] } }, lists).query.join('&')).toBe(expected);
  });

  it('joins the query that its path has', () => {
    const operation = operationOf({ path: '/a?action=list all', parameters: [parameterOf('query')] });
    expect(serializeParameters(operation, { p: 'x' }, 'repeat')).toMatchObject({ path: '/a', query: ['action=list%20all', 'p=x'] });
  });
});

describe('a querystring parameter', () => {
  it.each<[string, unknown, Partial<ParameterBinding>, string]>([
    ['application/x-www-form-urlencoded', { a: 'b c', l: [1, 2], o: { x: 1 } }, {}, 'a=b%20c&l=1&l=2&o=%7B%22x%22%3A1%7D'],
    ['application/x-www-form-urlencoded', { l: [1, 2] }, { fields: { l: { isFile: false, style: 'pipeDelimited', explode: false } } }, 'l=1%7C2'],
    ['application/x-www-form-urlencoded', 'a=1&b=%20 ', {}, 'a=1&b=%20%20'],
    ['application/json', { a: [1] }, {}, '%7B%22a%22%3A%5B1%5D%7D'],
    ['application/jsonpath', '$.a.b[1:1]&x', {}, '%24.a.b%5B1%3A1%5D%26x'],
    ['text/plain', '', {}, ''],
  ])('of %s with %p and %p is %s', (mediaType, value, rest, expected) => {
    expect(send(parameterOf('querystring', { mediaType, ...rest }), value).query.join('&')).toBe(expected);
  });
});

describe('a header', () => {
  it.each<[Partial<ParameterBinding>, unknown, string | undefined]>([
    [{}, 'plain, "text"', 'plain, "text"'],
    [{}, ['a', 'b,c', null], 'a,b%2Cc'],
    [{ explode: true }, ['a', 'b'], 'a,b'],
    [{}, { R: 1, G: 2, none: null }, 'R,1,G,2'],
    [{ explode: true }, { R: 1, G: 2 }, 'R=1,G=2'],
    [{}, '', ''],
    [{}, [], undefined],
    [{}, {}, undefined],
    [{}, 9007199254740993n, '9007199254740993'],
    [{}, false, 'false'],
    [{ mediaType: 'application/json' }, { a: 'é😀' }, '{"a":"\\u00e9\\ud83d\\ude00"}'],
    [{ mediaType: 'text/plain' }, 'é', 'é'],
  ])('of %p with %p is %p', (rest, value, expected) => {
    expect(send(parameterOf('header', { name: 'X-P', argument: 'p', ...rest }), value).headers['X-P']).toBe(expected);
  });

  it.each(['a\r\nX-Admin: 1', 'a\nb', 'a\0b', ['a', 'b\r\n']])('refuses %p', (value) => {
    expect(() => send(parameterOf('header'), value)).toThrow(/p goes into a header, so it may not hold line breaks/);
  });
});

describe('a cookie', () => {
  it.each<[Partial<ParameterBinding>, unknown, string]>([
    [{}, 'a;b c', 'p=a%3Bb%20c'],
    [{}, ['a', 'b'], 'p=a,b'],
    [{ explode: false }, ['a', 'b,c'], 'p=a,b%2Cc'],
    [{}, { R: 1, G: 2 }, 'R=1; G=2'],
    [{ explode: false }, { R: 1, G: 2 }, 'p=R,1,G,2'],
    [{ allowReserved: true }, 'a/b;c,d', 'p=a/b%3Bc%2Cd'],
    [{ style: 'cookie' }, 'a/b+c%20=', 'p=a/b+c%20='],
    [{ style: 'cookie' }, 'a;b "c"', 'p=a%3Bb%20%22c%22'],
    [{ style: 'cookie' }, ['a', 'b'], 'p=a; p=b'],
    [{ style: 'cookie', explode: false }, ['a', 'b'], 'p=a,b'],
    [{ style: 'cookie' }, { R: 1, G: 2 }, 'R=1; G=2'],
    [{ mediaType: 'application/json' }, { a: 1 }, 'p=%7B%22a%22%3A1%7D'],
    [{}, [], ''],
    [{}, {}, ''],
  ])('of %p with %p is %s', (rest, value, expected) => {
    expect(send(parameterOf('cookie', rest), value).cookies.join('; ')).toBe(expected);
  });
});

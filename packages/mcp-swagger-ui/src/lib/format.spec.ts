import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatDuration, secondsUntil, toServerName } from './format';

describe('formatDuration', () => {
  it.each([
    [-5, '0s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [3_725_000, '1h 2m'],
    [90_061_000, '1d 1h'],
  ])('of %s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('is told as the language tells it', () => expect(formatDuration(3_725_000, 'zh')).toBe('1小时 2分钟'));
});

describe('formatBytes', () => {
  it.each([
    [1_500_000, '1.4 MB'],
    [120_000_000, '114 MB'],
    [3_000_000_000, '2.8 GB'],
  ])('of %s is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('secondsUntil', () => {
  it.each([
    ['2026-01-01T00:00:02.100Z', 3],
    ['2026-01-01T00:00:00.000Z', 0],
    ['2025-12-31T23:59:00.000Z', 0],
  ])('%s is %s', (instant, seconds) => expect(secondsUntil(instant, Date.parse('2026-01-01T00:00:00Z'))).toBe(seconds));
});

describe('toServerName', () => {
  it.each([
    ['Swagger Petstore - OpenAPI 3.0', 'swagger-petstore-openapi-3-0'],
    ['茶馆 API', '茶馆-api'],
    ['!!!', 'server'],
    ['x'.repeat(100), 'x'.repeat(60)],
  ])('of %s is %s', (title, name) => expect(toServerName(title)).toBe(name));
});

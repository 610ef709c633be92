import { describe, expect, it } from '@jest/globals';
import { isOfNoSession } from './no-session.js';

describe('A request that any replica can answer', () => {
  it.each([
    [{ 'mcp-protocol-version': '2026-07-28' }, true],
    [{ 'mcp-protocol-version': '2027-01-01' }, true],
    [{ 'mcp-protocol-version': '2025-11-25' }, false],
    [{ 'mcp-protocol-version': '2026-07-28', 'mcp-session-id': 'x' }, false],
    [{}, false],
  ])('with %j: %s', (headers, expected) => {
    expect(isOfNoSession({ headers })).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isOwnEndpoint } from './own-endpoint.js';

describe('The address that a child says it listens at', () => {
  it.each([
    ['http://127.0.0.1:3001/mcp', '127.0.0.1'],
    ['ws://127.0.0.1:3001/mcp', '127.0.0.1'],
    ['http://127.0.0.1:3001/mcp', '0.0.0.0'],
    ['http://[::1]:3001/mcp', '::'],
    ['http://[::1]:3001/mcp', '::1'],
    ['http://[fd00::7]:3001/sse', 'fd00:0::7'],
    ['http://localhost:3001/mcp', 'LocalHost'],
  ])('%s is its own when it is bound to %s', (endpoint, host) => expect(isOwnEndpoint(endpoint, host)).toBe(true));

  it.each([
    ['http://169.254.169.254/latest/meta-data', '127.0.0.1'],
    ['http://10.0.0.7:3001/mcp', '0.0.0.0'],
    ['http://127.0.0.1.evil.test:3001/mcp', '127.0.0.1'],
    ['http://127.0.0.2:3001/mcp', '127.0.0.1'],
    ['http://127.0.0.1@evil.test/mcp', '127.0.0.1'],
    ['http://user:word@127.0.0.1:3001/mcp', '127.0.0.1'],
    ['https://127.0.0.1:3001/mcp', '127.0.0.1'],
    ['file:///etc/passwd', '127.0.0.1'],
    ['unix:/run/docker.sock', '127.0.0.1'],
    ['127.0.0.1:3001', '127.0.0.1'],
    ['http://127.0.0.1:0/mcp', '127.0.0.1'],
    ['', '127.0.0.1'],
    ['http://127.0.0.1:3001/mcp', 'no host/at all'],
  ])('%s is not when it is bound to %s', (endpoint, host) => expect(isOwnEndpoint(endpoint, host)).toBe(false));
});

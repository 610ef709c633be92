import { expect, it } from '@jest/globals';
import { ownAddresses } from './own-addresses.js';

it.each([
  [{ host: '127.0.0.1', path: '/mcp' }, {}, ['http://127.0.0.1:3001/mcp', 'http://localhost:3001/mcp', 'http://[::1]:3001/mcp']],
  [{ host: 'localhost', path: '/mcp' }, {}, ['http://localhost:3001/mcp', 'http://127.0.0.1:3001/mcp', 'http://[::1]:3001/mcp']],
  [{ host: '::1', path: '/mcp' }, {}, ['http://[::1]:3001/mcp', 'http://127.0.0.1:3001/mcp', 'http://localhost:3001/mcp']],
  [{ host: '10.0.0.7', path: '/sse' }, { address: '10.0.0.7' }, ['http://10.0.0.7:3001/sse']],
  [{ host: '0.0.0.0', path: '/mcp' }, { address: '::ffff:10.0.0.7' }, ['http://127.0.0.1:3001/mcp', 'http://localhost:3001/mcp', 'http://[::1]:3001/mcp', 'http://10.0.0.7:3001/mcp']],
  [{ host: '::', path: '/mcp' }, { address: 'fd00::7' }, ['http://127.0.0.1:3001/mcp', 'http://localhost:3001/mcp', 'http://[::1]:3001/mcp', 'http://[fd00::7]:3001/mcp']],
  [{ host: 'fe80::7%eth0', path: '/mcp' }, {}, ['http://[fe80::7]:3001/mcp']],
  [{ host: '0.0.0.0', path: '/mcp', publicUrl: 'https://MCP.example/pets' }, { address: '10.0.0.7' }, ['https://mcp.example/pets']],
  [{ host: '127.0.0.1', path: '/mcp', publicUrl: 'https://mcp.example' }, {}, ['https://mcp.example/mcp']],
])('%j reached at %j is %j', (placement, local, expected) => {
  expect(ownAddresses(placement, { ...local, port: 3001 })).toEqual(expected);
});

import { describe, expect, it } from '@jest/globals';
import { ownCommand } from './own-command.js';

const npx = ['-y', 'mcp-swagger-server', '--openapi', 'a.yaml'];

describe('The command by which a client starts this program', () => {
  it.each<[NodeJS.Platform, string, { command: string; args: string[] }]>([
    ['linux', '/usr/lib/node_modules/mcp-swagger-server/bin/mcp-swagger-server.js', { command: 'npx', args: npx }],
    ['darwin', '/Users/ann/.npm/_npx/1/node_modules/mcp-swagger-server/bin/mcp-swagger-server.js', { command: 'npx', args: npx }],
    ['win32', 'C:\\Users\\ann\\AppData\\Roaming\\npm\\node_modules\\mcp-swagger-server\\bin\\mcp-swagger-server.js', { command: 'cmd', args: ['/c', 'npx', ...npx] }],
    ['linux', '/home/ann/mcp/bin/mcp-swagger-server.js', { command: process.execPath, args: ['/home/ann/mcp/bin/mcp-swagger-server.js', '--openapi', 'a.yaml'] }],
    ['win32', 'C:\\my code\\bin\\mcp-swagger-server.js', { command: process.execPath, args: ['C:\\my code\\bin\\mcp-swagger-server.js', '--openapi', 'a.yaml'] }],
  ])('on %s, from %s', (system, entry, command) => {
    expect(ownCommand(entry, ['--openapi', 'a.yaml'], system)).toEqual(command);
  });
});

import { describe, expect, it } from '@jest/globals';
import { decodeCommand, encodeCommand } from './commands.js';

describe('decodeCommand', () => {
  it('fills a configuration with its defaults', () => {
    const line = encodeCommand({ command: 'configure', configuration: { serverId: 's', name: 'petstore', document: { text: '{}' } } });
    expect(decodeCommand(line)).toMatchObject({
      kind: 'command',
      command: { command: 'configure', configuration: { transport: 'streamable', host: '127.0.0.1', port: 0, limits: { maxConnections: 1_000 } } },
    });
  });

  it('names the field that is wrong and keeps its value to itself', () => {
    const line = JSON.stringify({ command: 'configure', configuration: { serverId: 's', name: 'n', document: { text: '{}' }, auth: { type: 'bearer', token: ['s3cret'] } } });
    const decoded = decodeCommand(line);
    expect(decoded).toMatchObject({ kind: 'invalid', detail: expect.stringContaining('configuration.auth.token') });
    expect(JSON.stringify(decoded)).not.toContain('s3cret');
  });

  it.each([
    ['{"command":"dance"}', 'command'],
    ['not json', 'not JSON'],
    ['{"command":"health-check"}', 'requestId'],
  ])('refuses %s', (line, part) => {
    expect(decodeCommand(line)).toMatchObject({ kind: 'invalid', detail: expect.stringContaining(part) });
  });

  it('takes a blank line for nothing', () => {
    expect(decodeCommand(' \r')).toBeUndefined();
  });
});

import { expect, it } from '@jest/globals';
import { AcceptedClients } from './accepted-clients.js';

const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const client = (name: string): Record<string, unknown> => ({ [CLIENT_INFO]: { name, version: '1' } });

it('knows a client that was accepted by what it says of itself', () => {
  const accepted = new AcceptedClients();
  accepted.add({ ...client('ann'), 'io.modelcontextprotocol/protocolVersion': '2026-07-28' });
  expect([client('ann'), client('bob'), { ...client('ann'), 'io.modelcontextprotocol/clientCapabilities': {} }].map((meta) => accepted.has(meta))).toEqual([true, false, false]);
});

it('takes in a client after a thousand others, and forgets who was not there for longest', () => {
  const accepted = new AcceptedClients();
  for (let index = 0; index < 1_000; index++) accepted.add(client(`client ${index}`));
  expect(accepted.has(client('client 0'))).toBe(true);
  accepted.add(client('one more'));
  expect(['one more', 'client 0', 'client 1', 'client 2', 'client 999'].map((name) => accepted.has(client(name)))).toEqual([true, true, false, true, true]);
});

it('remembers nobody who says too much of himself', () => {
  const accepted = new AcceptedClients();
  accepted.add(client('a'.repeat(2_000)));
  expect(accepted.has(client('a'.repeat(2_000)))).toBe(false);
});

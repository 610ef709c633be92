import { expect, it } from '@jest/globals';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { introductionOf } from './introduction.js';

const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'new' } };

function request(method: string, params: Record<string, unknown>): JSONRPCMessage {
  return { jsonrpc: '2.0', id: 1, method, params };
}

it.each([
  ['an initialize', request('initialize', { protocolVersion: '2025-06-18', clientInfo: { name: 'old' } }), { said: { name: 'old' }, protocolVersion: '2025-06-18' }],
  ['an initialize of an unknown revision', request('initialize', { protocolVersion: '1999-01-01' }), { said: undefined, protocolVersion: '2025-11-25' }],
  ['an envelope', request('tools/list', { _meta: META }), { said: { name: 'new' }, protocolVersion: '2026-07-28' }],
  ['the question which era we speak', request('server/discover', { _meta: META }), undefined],
  ['another request', request('tools/list', {}), undefined],
  ['metadata that is no envelope', request('tools/list', { _meta: { progressToken: 1 } }), undefined],
  ['an answer', { jsonrpc: '2.0', id: 1, result: {} } as JSONRPCMessage, undefined],
])('reads %s', (_, message, expected) => {
  expect(introductionOf(message)).toEqual(expected);
});

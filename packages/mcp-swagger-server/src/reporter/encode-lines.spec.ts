import { expect, it } from '@jest/globals';
import { decodeLine, encodeBatch, encodeMessage } from 'mcp-swagger-ipc';
import { encodeLines } from './encode-lines.js';

const messages = [1, 2, 3].map((seq) => ({ v: 1 as const, seq, type: 'ERROR' as const, timestamp: 1_000 + seq, data: { code: 'X', message: `第${seq}个` } }));
const queued = messages.map((message) => {
  const text = encodeMessage(message).trimEnd();
  return { text, bytes: Buffer.byteLength(text) + 1, seq: message.seq, timestamp: message.timestamp };
});

it('writes the same batch as the contract does', () => {
  expect(encodeLines(queued, 10)).toBe(encodeBatch(messages));
});

it('writes a message that is alone as itself, and no more to a batch than allowed', () => {
  const lines = encodeLines(queued, 2).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe(queued[2]?.text);
  expect(lines.flatMap((line) => decodeLine(line))).toEqual(messages.map((message) => ({ kind: 'message', message })));
});

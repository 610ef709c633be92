import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { parseJson } from '../upstream/index.js';
import { RPC } from './json-rpc-error.js';
import { isDeeperThan } from './nesting-depth.js';

/** A message may have so many bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Arrays and objects may stand so deep in each other. */
const MAX_DEPTH = 256;

/** What is wrong with a text or value, as JSON-RPC says it. */
export interface MessageError {
  code: number;
  message: string;
}

/** Parses a text once; digits beyond 2^53 survive as bigint. */
export function parseText(text: string): { value: unknown } | { error: MessageError } {
  if (isDeeperThan(text, MAX_DEPTH)) return { error: { code: RPC.invalidRequest, message: `Arrays and objects may be nested ${MAX_DEPTH} deep, not more.` } };
  try {
    return { value: parseJson(text) };
  } catch {
    return { error: { code: RPC.parse, message: 'The body is not JSON.' } };
  }
}

/** Checks that a value is a JSON-RPC message as MCP has them: the id a string or a whole number, never null. */
export function parseMessage(value: unknown): { message: JSONRPCMessage } | { error: MessageError } {
  if (Array.isArray(value)) return { error: { code: RPC.invalidRequest, message: 'Messages come one at a time here, not as a batch.' } };
  try {
    return { message: parseJSONRPCMessage(value) };
  } catch {
    return { error: { code: RPC.invalidRequest, message: 'This is not a JSON-RPC 2.0 message: it needs jsonrpc "2.0" and a method, and an id that is a string or a whole number if it wants an answer.' } };
  }
}

import { CLIENT_INFO_META_KEY, type JSONRPCMessage, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { negotiatedVersion } from './negotiated-version.js';

/** What a message tells of its sender: `said` is its `clientInfo`, which may be anything, and the revision that it will be spoken to in. */
export interface Introduction {
  said: unknown;
  protocolVersion: string;
}

/** A client of both eras asks with it which one it may speak. */
export const DISCOVER = 'server/discover';

/** Reads who sends a message out of an `initialize` or out of the envelope of the stateless era; undefined when it does not say, or only asks which era we speak. */
export function introductionOf(message: JSONRPCMessage): Introduction | undefined {
  if (!('method' in message) || message.method === DISCOVER) return undefined;
  const envelope = message.params?.['_meta'];
  if (typeof envelope === 'object' && envelope !== null && PROTOCOL_VERSION_META_KEY in envelope) {
    const fields: Record<string, unknown> = { ...envelope };
    return { said: fields[CLIENT_INFO_META_KEY], protocolVersion: String(fields[PROTOCOL_VERSION_META_KEY]) };
  }
  if (message.method !== 'initialize') return undefined;
  const { clientInfo, protocolVersion } = message.params ?? {};
  return { said: clientInfo, protocolVersion: negotiatedVersion(String(protocolVersion)) };
}

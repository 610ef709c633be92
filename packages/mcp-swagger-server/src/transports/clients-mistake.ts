import { ProtocolError } from '@modelcontextprotocol/server';

/** The SDK tells of requests that it refuses too. Their sender is told already, and could flood whoever watches. */
export function isClientsMistake(error: Error): boolean {
  return error instanceof ProtocolError || /^(Rejected|Discarded)\b/.test(error.message);
}

import type { ChildError } from 'mcp-swagger-ipc';

const MAX_MESSAGE = 4_000;
const MAX_STACK = 8_000;

/** An error as the contract carries it: its own `code` if it has one, no secret, bounded. */
export function describeError(error: unknown, redact: (text: string) => string): ChildError {
  if (!(error instanceof Error)) return { code: 'ERROR', message: redact(String(error)).slice(0, MAX_MESSAGE) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 100) : 'ERROR';
  return { code, message: redact(error.message).slice(0, MAX_MESSAGE), ...(error.stack === undefined ? {} : { stack: redact(error.stack).slice(0, MAX_STACK) }) };
}

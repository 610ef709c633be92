import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { claimStdout } from '../claim-stdout.js';
import { ServerError } from '../server-error.js';

/** Where messages go and where commands come from after the first one. */
export interface Channel {
  messages: Writable;
  commands: Readable;
  /** The pipes of MCP, under stdio. */
  stdio?: { input: Readable; output: Writable };
}

/** Under stdio the standard pipes belong to MCP, and file descriptor 3 carries both directions. Throws ServerError when it is not there. */
export function openChannel(transport: string): Channel {
  if (transport !== 'stdio') return { messages: claimStdout(), commands: process.stdin };
  let isPipe: boolean;
  try {
    const stat = fstatSync(3);
    isPipe = stat.isSocket() || stat.isFIFO();
  } catch {
    isPipe = false;
  }
  if (!isPipe) throw new ServerError('CONFIGURATION', 'A managed server with the transport stdio needs a pipe as file descriptor 3 for its messages; spawn it with four pipes.');
  const socket = new Socket({ fd: 3, readable: true, writable: true });
  return { messages: socket, commands: socket, stdio: { input: process.stdin, output: claimStdout() } };
}

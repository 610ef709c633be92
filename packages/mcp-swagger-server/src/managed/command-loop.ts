import type { Readable } from 'node:stream';
import { type Command, decodeCommand, LineSplitter, MAX_COMMAND_BYTES } from 'mcp-swagger-ipc';

export interface CommandListener {
  command(command: Command): void;
  /** A line that is no command; the detail repeats no value of it. */
  invalid(detail: string): void;
  /** Whoever commanded us is gone. */
  end(): void;
}

/** Reads commands, one a line, until the stream ends. A bad line is told and passed over. */
export function readCommands(stream: Readable, listener: CommandListener): void {
  const splitter = new LineSplitter(
    (line) => {
      const decoded = decodeCommand(line);
      if (decoded?.kind === 'command') listener.command(decoded.command);
      else if (decoded !== undefined) listener.invalid(decoded.detail);
    },
    (bytes) => listener.invalid(`A command of ${bytes} bytes is longer than ${MAX_COMMAND_BYTES}.`),
    MAX_COMMAND_BYTES,
  );
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    splitter.end();
    listener.end();
  };
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  // Whoever read the configuration left the stream paused, and a listener alone does not wake it.
  stream.resume();
  stream.once('end', end);
  stream.once('close', end);
  stream.once('error', end);
}

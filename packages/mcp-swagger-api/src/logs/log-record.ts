import type { LogLineView } from 'mcp-swagger-ipc';

type LogRecord = Omit<LogLineView, 'serverId'>;

/** A line as it stands in a file: one line of JSON; whose it is says the folder. */
export function toRecord({ id, timestamp, stream, level, text }: LogLineView): string {
  return `${JSON.stringify({ id, timestamp, stream, level, text })}\n`;
}

/** Undefined for what is no record: a line that a crash tore, or that somebody else wrote. */
export function fromRecord(text: string, serverId: string): LogLineView | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? { serverId, ...record } : undefined;
  } catch {
    return undefined;
  }
}

// By hand, for a search reads a million of them.
function isRecord(value: unknown): value is LogRecord {
  const { id, timestamp, stream, level, text } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'number' && [timestamp, stream, level, text].every((field) => typeof field === 'string');
}

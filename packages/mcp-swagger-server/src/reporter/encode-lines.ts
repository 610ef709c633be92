import { CONTRACT_VERSION } from 'mcp-swagger-ipc';

/** A message that waits to be written, without its newline; `bytes` counts the newline. */
export interface Queued {
  text: string;
  bytes: number;
  seq: number;
  timestamp: number;
}

/** Lines for messages that are encoded already: one alone stands for itself, several become BATCHes of at most `batchSize`. */
export function encodeLines(messages: readonly Queued[], batchSize: number): string {
  let lines = '';
  for (let start = 0; start < messages.length; start += batchSize) {
    const [first, ...others] = messages.slice(start, start + batchSize);
    if (first === undefined) continue;
    if (others.length === 0) lines += `${first.text}\n`;
    else lines += `{"v":${CONTRACT_VERSION},"seq":${first.seq},"type":"BATCH","timestamp":${first.timestamp},"data":{"messages":[${[first, ...others].map(({ text }) => text).join(',')}]}}\n`;
  }
  return lines;
}

import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type LogLineView, LineSplitter } from 'mcp-swagger-ipc';
import { codeOf } from '../common/error-facts.js';
import { fromRecord } from './log-record.js';

/** A record is a line of at most 4,000 characters in JSON's escapes. */
const MAX_RECORD_BYTES = 64 * 1024;

/** The lines of one file in order, some at a time. A file that was compressed or pruned meanwhile is read as it is now, or gives none; a torn line is left out. */
export async function* readSegment(path: string, serverId: string): AsyncGenerator<LogLineView[]> {
  try {
    yield* readFrom(path, serverId);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (path.endsWith('.gz')) return;
    yield* readSegment(`${path}.gz`, serverId);
  }
}

async function* readFrom(path: string, serverId: string): AsyncGenerator<LogLineView[]> {
  let lines: LogLineView[] = [];
  const splitter = new LineSplitter(
    (text) => {
      const line = fromRecord(text, serverId);
      if (line !== undefined) lines.push(line);
    },
    () => {},
    MAX_RECORD_BYTES,
  );
  for await (const chunk of open(path)) {
    splitter.push(chunk as Buffer);
    if (lines.length === 0) continue;
    yield lines;
    lines = [];
  }
  splitter.end();
  if (lines.length > 0) yield lines;
}

function open(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (!path.endsWith('.gz')) return file;
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  plain.on('close', () => file.destroy());
  return file.pipe(plain);
}

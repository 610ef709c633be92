import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LineSplitter } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { AppError } from '../common/app-error.js';
import { messageOf } from '../common/error-facts.js';

/**
 * A backup is gzip over lines of JSON: a head, a line for each row, and an end with the SHA-256 of all lines before it. Whoever changes what a
 * line means raises the version.
 */
const FORMAT = 'mcp-swagger-backup';
const VERSION = 1;

const headSchema = z.object({ format: z.literal(FORMAT), version: z.number().int(), createdAt: z.iso.datetime() });
const rowSchema = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
const endSchema = z.object({ end: z.literal(true), rows: z.number().int(), sha256: z.string() });

export interface ArchivedRow {
  table: string;
  row: Record<string, unknown>;
}

/** A document of 32 MiB in JSON's escapes. */
const MAX_LINE_BYTES = 128 * 1024 * 1024;

/** What a small file may unpack to. */
const MAX_BYTES = 4 * 1024 ** 3;

/** The lines of an archive, to be compressed. */
export async function* writeArchive(rows: AsyncIterable<ArchivedRow>, now: Date): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (value: object) => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    return line;
  };
  yield hashed({ format: FORMAT, version: VERSION, createdAt: now.toISOString() });
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield hashed(row);
  }
  yield `${JSON.stringify({ end: true, rows: count, sha256: hash.digest('hex') })}\n`;
}

/** The rows of an archive; its head is told to `onHead` before the first of them. Throws AppError BACKUP_INVALID, also at the end, when something is missing. */
export async function* readArchive(packed: Readable, onHead: (createdAt: string) => void): AsyncGenerator<ArchivedRow> {
  const hash = createHash('sha256');
  let count = 0;
  let state: 'head' | 'rows' | 'end' = 'head';
  for await (const line of linesOf(packed)) {
    const value = parse(line);
    if (state === 'end') throw invalid('there is something behind its end');
    if (state === 'head') {
      onHead(readHead(value));
      state = 'rows';
    } else {
      const end = endSchema.safeParse(value);
      if (end.success) {
        if (end.data.rows !== count || end.data.sha256 !== hash.digest('hex')) throw invalid('it was changed: its sum is another one');
        state = 'end';
        continue;
      }
      const row = rowSchema.safeParse(value);
      if (!row.success) throw invalid(`line ${count + 2} is none of ours`);
      count += 1;
      yield row.data;
    }
    hash.update(`${line}\n`);
  }
  if (state !== 'end') throw invalid(state === 'head' ? 'it is empty' : 'its end is missing');
}

function readHead(value: unknown): string {
  const head = headSchema.safeParse(value);
  if (!head.success) throw invalid('it does not begin as one');
  if (head.data.version > VERSION) throw new AppError(422, 'BACKUP_NEWER', `The backup is of version ${head.data.version}, and this program reads up to ${VERSION}; update it first.`);
  return head.data.createdAt;
}

async function* linesOf(packed: Readable): AsyncGenerator<string> {
  let lines: string[] = [];
  let isTooLong = false;
  let bytes = 0;
  const splitter = new LineSplitter((line) => lines.push(line), () => (isTooLong = true), MAX_LINE_BYTES);
  const plain = createGunzip();
  packed.on('error', (error) => plain.destroy(error));
  try {
    for await (const chunk of packed.pipe(plain)) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_BYTES) throw invalid(`it unpacks to more than ${MAX_BYTES} bytes`);
      splitter.push(chunk as Buffer);
      if (isTooLong) throw invalid(`a line of it is longer than ${MAX_LINE_BYTES} bytes`);
      yield* lines;
      lines = [];
    }
  } catch (error) {
    throw error instanceof AppError ? error : invalid(`it cannot be unpacked (${messageOf(error)})`);
  }
  splitter.end();
  yield* lines;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw invalid('a line of it is no JSON');
  }
}

function invalid(why: string): AppError {
  return new AppError(422, 'BACKUP_INVALID', `This is no whole backup of ours: ${why}. Nothing was restored; take the file that GET /api/backup or npm run backup wrote.`);
}

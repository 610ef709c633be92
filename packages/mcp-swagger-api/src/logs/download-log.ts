import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { LogLineView } from 'mcp-swagger-ipc';
import { codeOf } from '../common/error-facts.js';
import { type LineConditions, lineFilter } from './line-filter.js';
import type { Stretch } from './search-lines.js';
import { TimeShare } from './time-share.js';

/** Others have their turn after so long. */
const TURN_MS = 20;

/** The expressions of all downloads together have so much of each second. */
const expressions = new TimeShare(200);

/** How a line stands in a file for people, and for programs. */
const FORMATS = {
  text: { type: 'text/plain; charset=utf-8', ending: 'log', write: ({ timestamp, level, stream, text }: LogLineView) => `${timestamp} ${level.padEnd(5)} ${stream.padEnd(10)} ${text}\n` },
  ndjson: { type: 'application/x-ndjson', ending: 'ndjson', write: (line: LogLineView) => `${JSON.stringify(line)}\n` },
};

/** Sends a whole log as a file, oldest line first, as fast as the reader takes it. */
export async function downloadLog(name: string, stretches: readonly Stretch[], conditions: LineConditions, format: keyof typeof FORMATS, response: ServerResponse): Promise<void> {
  const { type, ending, write } = FORMATS[format];
  const matches = lineFilter(conditions);
  const look = conditions.regex === true ? (line: LogLineView) => expressions.spend(() => matches(line)) : matches;
  response.writeHead(200, { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${fileName(name)}.${ending}"`, 'Cache-Control': 'no-store' });
  try {
    await pipeline(Readable.from(texts(stretches, look, write, () => response.destroyed)), response);
  } catch (error) {
    // The reader has enough.
    if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* texts(stretches: readonly Stretch[], look: (line: LogLineView) => boolean | undefined, write: (line: LogLineView) => string, isGone: () => boolean): AsyncGenerator<string> {
  let turnBegan = performance.now();
  for (const { read } of stretches) {
    for await (const lines of read()) {
      let text = '';
      for (const line of lines) {
        let isWanted = look(line);
        for (; isWanted === undefined; isWanted = look(line)) await pause(expressions.waitMs);
        // A reader who went cannot end us before the next line that he would have wanted.
        if (isGone()) return;
        if (isWanted) text += write(line);
        if (performance.now() - turnBegan < TURN_MS) continue;
        // An expression may take long for each line.
        await nextTurn();
        turnBegan = performance.now();
      }
      if (text !== '') yield text;
    }
  }
}

/** Only what no header and no file system minds. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'server';
}

import type { LogLineView } from 'mcp-swagger-ipc';

type Level = LogLineView['level'];

/** How loggers begin a line: our own child's, and those that write a time or a bracket first. */
const PREFIX = /^(?:[[\d][\d\-T:.,Z+\]\s]*)?\[?(fatal|error|err|warn|warning|info|debug|trace)\b/i;

/** The level as JSON loggers write it, in words or in pino's numbers. */
const JSON_LEVEL = /"level":\s*(?:"(fatal|error|warn|warning|info|debug|trace)"|(\d{2}))/i;

const NAMES: Record<string, Level> = { fatal: 'error', error: 'error', err: 'error', warn: 'warn', warning: 'warn', info: 'info', debug: 'debug', trace: 'debug' };

/** Words that tell it, where no logger does. */
const WORDS: [Level, RegExp][] = [
  ['error', /(error|exception)\b|\b(fatal|failed)\b/i],
  ['warn', /\bwarn(ing)?\b/i],
  ['debug', /\b(debug|trace)\b/i],
];

/** So much of a line is looked at. */
const LOOKED_AT = 80;

/** How serious a line is: as its logger says, or as far as its first words tell. A stray line on stdout is a warning; the rest speaks at `info`. */
export function levelOf(text: string, stream: LogLineView['stream']): Level {
  const start = text.slice(0, LOOKED_AT);
  const word = PREFIX.exec(start)?.[1];
  if (word !== undefined) return NAMES[word.toLowerCase()] ?? 'info';
  if (start.startsWith('{')) {
    const [, name, number] = JSON_LEVEL.exec(text) ?? [];
    if (name !== undefined) return NAMES[name.toLowerCase()] ?? 'info';
    if (number !== undefined) return ofPino(Number(number));
  }
  for (const [level, words] of WORDS) if (words.test(start)) return level;
  return stream === 'stdout' ? 'warn' : 'info';
}

function ofPino(level: number): Level {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : 'debug';
}

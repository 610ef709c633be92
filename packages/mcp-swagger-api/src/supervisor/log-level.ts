import type { LogLineView } from 'mcp-swagger-ipc';

const WORDS: [LogLineView['level'], RegExp][] = [
  ['error', /\b(error|fatal|exception|failed)\b/i],
  ['warn', /\bwarn(ing)?\b/i],
  ['debug', /\b(debug|trace)\b/i],
];

/** How serious a line is, as far as its first words tell; stderr and the supervisor speak at `info` by default. */
export function levelOf(text: string, stream: LogLineView['stream']): LogLineView['level'] {
  const start = text.slice(0, 80);
  for (const [level, words] of WORDS) if (words.test(start)) return level;
  return stream === 'stdout' ? 'warn' : 'info';
}

import type { LogLine } from '../../lib/api';
import { withoutAnsi } from './ansi';

export type Level = LogLine['level'];
export const levels: Level[] = ['error', 'warn', 'info', 'debug'];

export interface LogFilter {
  levels: ReadonlySet<Level>;
  text: string;
  isExpression: boolean;
  /** Lines that do not match. */
  isInverse: boolean;
}

export const everyLine: LogFilter = { levels: new Set(levels), text: '', isExpression: false, isInverse: false };

/** A test of lines, or why the expression is none. */
export function lineTest({ levels: wanted, text, isExpression, isInverse }: LogFilter): ((line: LogLine) => boolean) | { error: string } {
  let matches: (text: string) => boolean = () => !isInverse;
  if (text !== '') {
    if (isExpression) {
      let expression: RegExp;
      try {
        expression = new RegExp(text, 'iu');
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
      matches = (line) => expression.test(line);
    } else {
      const words = text.toLowerCase();
      matches = (line) => line.toLowerCase().includes(words);
    }
  }
  const isAll = wanted.size === levels.length;
  return (line) => (isAll || wanted.has(line.level)) && (text === '' || matches(withoutAnsi(line.text)) !== isInverse);
}

/** The JSON object or list that a line ends in; undefined for none. */
export function jsonOf(text: string): object | undefined {
  const plain = withoutAnsi(text);
  const from = plain.search(/[{[]/);
  if (from === -1 || !/[}\]]\s*$/.test(plain)) return undefined;
  try {
    const value: unknown = JSON.parse(plain.slice(from));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

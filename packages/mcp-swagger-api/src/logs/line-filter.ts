import type { LogLineView } from 'mcp-swagger-ipc';
import { RE2JS } from 're2js';
import { AppError } from '../common/app-error.js';

/** Which lines are wanted; what is absent is no condition. Times: epoch ms, `to` exclusive. */
export interface LineConditions {
  levels?: LogLineView['level'][] | undefined;
  streams?: LogLineView['stream'][] | undefined;
  /** In any case of letters; with `regex` an expression in the syntax of RE2. */
  search?: string | undefined;
  /** What the line must not hold, in the same way. */
  exclude?: string | undefined;
  regex?: boolean | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Steps of an expression: at each character of a line as many may be under way, so counted repetitions cost what they stand for. */
const MOST_STEPS = 300;

/** A test of lines. Expressions take time linear in the line (RE2) and in their own steps, which are bounded; whoever tests many lines must let others have a turn. Throws AppError SEARCH_INVALID. */
export function lineFilter({ levels, streams, search, exclude, regex = false, from, to }: LineConditions): (line: LogLineView) => boolean {
  const wanted = search === undefined ? undefined : textTest(search, regex);
  const unwanted = exclude === undefined ? undefined : textTest(exclude, regex);
  return (line) => {
    if (levels !== undefined && !levels.includes(line.level)) return false;
    if (streams !== undefined && !streams.includes(line.stream)) return false;
    if (from !== undefined || to !== undefined) {
      const at = Date.parse(line.timestamp);
      if (at < (from ?? -Infinity) || at >= (to ?? Infinity)) return false;
    }
    if (wanted !== undefined && !wanted(line.text)) return false;
    return unwanted === undefined || !unwanted(line.text);
  };
}

function textTest(search: string, isExpression: boolean): (text: string) => boolean {
  if (!isExpression) {
    const lower = search.toLowerCase();
    return (text) => text.toLowerCase().includes(lower);
  }
  const expression = compile(search);
  return (text) => expression.test(text);
}

function compile(search: string): RE2JS {
  const expression = parse(search);
  const steps = expression.programSize();
  if (steps > MOST_STEPS) throw new AppError(400, 'SEARCH_INVALID', `search: the expression has ${steps} steps, and ${MOST_STEPS} are allowed; counted repetitions such as a{100} stand for as many.`);
  return expression;
}

function parse(search: string): RE2JS {
  try {
    return RE2JS.compile(search);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(400, 'SEARCH_INVALID', `search: ${why}. The syntax is RE2's: without look-around and back-references; (?i) at the start ignores the case of letters.`, {}, cause);
  }
}

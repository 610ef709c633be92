import { createContext, Script, type Context } from 'node:vm';
import { failureCode } from 'mcp-swagger-parser';

/** What a pattern may take for one text, in ms; far beyond what any does that is meant to be met. */
const LONGEST_MS = 250;
/** One repetition takes at most the square of it. */
const SHORT_TEXT = 2_000;

/** Escapes and classes, in which nothing repeats. */
const PLAIN = /\\.|\[(?:\\.|[^\]])*\]/gs;
/** A repetition of one thing may be tried at each place; one of a group, in ways that double with each character. */
const REPEATED = /[*+]|\{\d+,\d*\}/g;
const REPEATED_GROUP = /\)(?:[*+?]|\{\d)/;

interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

let context: Context | undefined;

/**
 * A pattern of a document, for Ajv. V8 tries all ways to meet one, of which a document can make more than a process has time for, and nothing
 * else runs meanwhile; so what could take long is broken off, and counts as not met. Throws SyntaxError.
 */
export function boundedPattern(source: string, flags: string): Pattern {
  const expression = new RegExp(source, flags);
  const shape = source.replace(PLAIN, '.');
  const isTame = !REPEATED_GROUP.test(shape) && (shape.match(REPEATED)?.length ?? 0) <= 1;
  return {
    test: (text) => (isTame && text.length <= SHORT_TEXT ? expression.test(text) : execWithin(expression, text) !== null),
    toString: () => expression.toString(),
  };
}
boundedPattern.code = 'boundedPattern';

const script = new Script('expression.exec(text)');

/** What an expression finds in a text; null also when that takes too long. */
export function execWithin(expression: RegExp, text: string): RegExpExecArray | null {
  context ??= createContext(Object.create(null));
  context['expression'] = expression;
  context['text'] = text;
  try {
    return script.runInContext(context, { timeout: LONGEST_MS }) as RegExpExecArray | null;
  } catch (error) {
    // It is an error of the other context, so no class is asked.
    if (failureCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  } finally {
    context['expression'] = context['text'] = undefined;
  }
}

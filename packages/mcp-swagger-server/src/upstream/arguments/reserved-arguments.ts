import { isObject } from 'mcp-swagger-parser';
import type { Tool } from 'mcp-swagger-parser';
import { UpstreamError } from '../upstream-error.js';

/** The argument with a JSONata expression over the answer. */
export const PROJECTION = '_projection';
/** The argument with the token of the next part of an answer that was cut. */
export const CONTINUE = '_continue';

/** What a caller asks for besides what the operation takes. */
export interface Reserved {
  /** The arguments of the operation. */
  args: Record<string, unknown>;
  projection?: string;
  token?: string;
}

/** Takes the arguments that every tool has out of the given ones; an operation's own argument of that name wins. Throws UpstreamError when one is no text. */
export function takeReserved(tool: Tool, given: Record<string, unknown>): Reserved {
  if (!(PROJECTION in given) && !(CONTINUE in given)) return { args: given };
  const own = tool.inputSchema['properties'];
  const args = { ...given };
  const take = (name: string): string | undefined => {
    if (!Object.hasOwn(given, name) || (isObject(own) && Object.hasOwn(own, name))) return undefined;
    const value = given[name];
    delete args[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw new UpstreamError('ARGUMENT_INVALID', `${name} is text, ${name === PROJECTION ? 'a JSONata expression' : 'a token out of an answer that was cut'}. Nothing was sent.`);
    return value;
  };
  const projection = take(PROJECTION);
  const token = take(CONTINUE);
  return { args, ...(projection === undefined ? {} : { projection }), ...(token === undefined ? {} : { token }) };
}

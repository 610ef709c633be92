import type { Tool } from 'mcp-swagger-parser';
import { parseJson } from '../lossless-json.js';

const STRUCTURED = new Set(['json', 'form', 'multipart']);

/**
 * Arguments with the body read out of JSON text, where the body may also be text in another media type but not in the chosen one: the schema
 * of such a body takes the text, and it would go out in quotes. Undefined when there is nothing to read.
 */
export function parseBodyText({ operation: { body } }: Tool, args: Record<string, unknown>): Record<string, unknown> | undefined {
  if (body === undefined || body.alternatives.length === 0) return undefined;
  const text = args[body.argument];
  const named = body.contentTypeArgument === undefined ? undefined : args[body.contentTypeArgument];
  const chosen = named === undefined ? body : body.alternatives.find(({ mediaType }) => mediaType === named);
  if (typeof text !== 'string' || !/^\s*[{[]/.test(text) || chosen === undefined || !STRUCTURED.has(chosen.kind)) return undefined;
  try {
    return { ...args, [body.argument]: parseJson(text) };
  } catch {
    return undefined;
  }
}

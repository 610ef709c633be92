import { isObject } from 'mcp-swagger-parser';
import type { JsonObject, Tool } from 'mcp-swagger-parser';

/** The schema that arguments are checked against, and a name for it. */
export interface ChosenSchema {
  key: string;
  schema: JsonObject;
}

/** The input schema of a tool; where the caller names a media type for the body, with the schema of that media type alone instead of those of all. */
export function chosenSchema({ name, inputSchema, operation: { body } }: Tool, args: Record<string, unknown>): ChosenSchema {
  const whole = { key: name, schema: inputSchema };
  if (body?.branches === undefined || body.contentTypeArgument === undefined) return whole;
  const named = args[body.contentTypeArgument];
  if (typeof named !== 'string') return whole;
  const index = [body, ...body.alternatives].findIndex(({ mediaType }) => mediaType.toLowerCase() === named.toLowerCase());
  const { properties } = inputSchema;
  const union = isObject(properties) ? properties[body.argument] : undefined;
  const choices: unknown = isObject(union) ? union['anyOf'] : undefined;
  const branch = body.branches[index];
  // A schema that was cut short may have no branches any more.
  const chosen: unknown = branch === undefined || !Array.isArray(choices) ? undefined : choices[branch];
  if (branch === undefined || !isObject(properties) || !isObject(chosen)) return whole;
  return { key: `${name} ${branch}`, schema: { ...inputSchema, properties: { ...properties, [body.argument]: chosen } } };
}

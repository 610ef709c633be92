import type { JsonObject, Tool } from 'mcp-swagger-parser';

/** The parser makes objects of all schemas; here the type says so. */
export type ObjectSchema = { type: 'object'; [keyword: string]: unknown };

/** A tool as a model sees it: all but its tags and its binding to an operation. */
export type VisibleTool = Omit<Tool, 'operation' | 'tags' | '_meta' | 'inputSchema' | 'outputSchema'> & { _meta?: Tool['_meta']; inputSchema: ObjectSchema; outputSchema?: ObjectSchema };

export function visibleTool({ name, title, description, inputSchema, outputSchema, annotations, _meta }: Tool): VisibleTool {
  const input = asObject(inputSchema);
  // Written out, for to spread one into the other takes V8 ten times as long.
  if (outputSchema === undefined) return title === undefined ? { name, description, inputSchema: input, annotations, _meta } : { name, title, description, inputSchema: input, annotations, _meta };
  const output = asObject(outputSchema);
  return title === undefined ? { name, description, inputSchema: input, outputSchema: output, annotations, _meta } : { name, title, description, inputSchema: input, outputSchema: output, annotations, _meta };
}

function asObject(schema: JsonObject): ObjectSchema {
  return isOfObjects(schema) ? schema : { ...schema, type: 'object' };
}

function isOfObjects(schema: JsonObject): schema is ObjectSchema {
  return schema['type'] === 'object';
}

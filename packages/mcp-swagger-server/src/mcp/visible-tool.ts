import type { JsonObject, Tool } from 'mcp-swagger-parser';

/** The parser makes objects of all schemas; here the type says so. */
export type ObjectSchema = { type: 'object'; [keyword: string]: unknown };

/** A tool as a model sees it: all but its tags and its binding to an operation. */
export type VisibleTool = Omit<Tool, 'operation' | 'tags' | '_meta' | 'inputSchema' | 'outputSchema'> & { _meta?: Tool['_meta']; inputSchema: ObjectSchema; outputSchema?: ObjectSchema };

export function visibleTool({ name, title, description, inputSchema, outputSchema, annotations, _meta }: Tool): VisibleTool {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema: asObject(inputSchema),
    ...(outputSchema === undefined ? {} : { outputSchema: asObject(outputSchema) }),
    annotations,
    _meta,
  };
}

function asObject(schema: JsonObject): ObjectSchema {
  return { ...schema, type: 'object' };
}

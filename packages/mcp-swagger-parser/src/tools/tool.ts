import type { JsonObject } from '../json/json-object.js';
import type { OperationBinding } from '../operations/operation-binding.js';
import type { ToolAnnotations } from './describe-operation.js';

/** An operation as MCP sees it, and all that is needed to call it. */
export interface Tool {
  name: string;
  title?: string;
  description: string;
  /** JSON Schema 2020-12, an object at its root. */
  inputSchema: JsonObject;
  /** Holds for every answer; absent when the operation declares no JSON for its success. */
  outputSchema?: JsonObject;
  annotations: ToolAnnotations;
  _meta: { method: string; path: string; operationId?: string };
  /** Those of the operation and of its `x-mcp`; not shown, but searched. */
  tags: string[];
  operation: OperationBinding;
}

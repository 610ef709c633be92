import type { Tool } from '../tools/tool.js';

/** A GET operation that MCP also offers as a resource (`x-mcp-resource`); with `uriTemplate`, one for each value of its variables. */
export interface Resource {
  uri?: string;
  /** RFC 6570; its variables are arguments of the operation. */
  uriTemplate?: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  /** How it is read. It need not be among the listed tools. */
  tool: Tool;
}

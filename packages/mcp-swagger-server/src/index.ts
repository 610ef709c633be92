export { createMcpServer } from './create-mcp-server.js';
export type { AccessChanges, McpServer, McpServerOptions } from './create-mcp-server.js';
export { ServerError } from './server-error.js';
export type { ServerErrorCode } from './server-error.js';
export { DocumentError, loadDocument, toPrompts, toResources, toTools } from 'mcp-swagger-parser';
export type { DocumentSource, LoadedDocument, LoadOptions, Prompt, Resource, Skipped, Tool, ToolOptions, Warning } from 'mcp-swagger-parser';

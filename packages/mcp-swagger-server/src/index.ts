export { createMcpServer } from './create-mcp-server.js';
export type { AccessChanges, McpServer, McpServerOptions } from './create-mcp-server.js';
export { ServerError } from './server-error.js';
export type { ServerErrorCode } from './server-error.js';

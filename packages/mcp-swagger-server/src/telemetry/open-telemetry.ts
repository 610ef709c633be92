/** In a file of its own, in the bundle too: it is read only where traces are asked for. */
export { Tracing } from 'mcp-swagger-telemetry';

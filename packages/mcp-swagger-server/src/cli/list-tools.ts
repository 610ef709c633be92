import { toTools } from 'mcp-swagger-parser';
import { visibleTool } from '../mcp/visible-tool.js';
import { configurationFromFlags } from './configuration-from-flags.js';
import type { UpstreamFlags } from './options.js';
import { readDocument, serverName } from './read-document.js';

/** Prints the tools as the model would see them, and what became of the rest of the document. */
export async function listTools(flags: UpstreamFlags & { json: boolean }): Promise<string> {
  const { outgoing, filters } = configurationFromFlags(flags, serverName(flags.openapi), process.env);
  const { tools, warnings, skipped } = toTools(await readDocument(flags.openapi, outgoing), filters);
  const visible = tools.map(visibleTool);
  if (flags.json) return JSON.stringify({ tools: visible, warnings, skipped }, null, 2);
  return [
    ...visible.map(({ name, title, description, _meta }) => `${name}  (${_meta.method} ${_meta.path})\n    ${(title ?? description).split('\n')[0] ?? ''}`),
    ...warnings.map(({ pointer, message }) => `warning ${pointer}: ${message}`),
    ...skipped.map(({ pointer, message }) => `skipped ${pointer}: ${message}`),
    `${visible.length} tools, ${warnings.length} warnings, ${skipped.length} skipped`,
  ].join('\n');
}

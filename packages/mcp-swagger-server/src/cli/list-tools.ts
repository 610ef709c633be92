import { SEARCH_TOOLS } from '../mcp/search-tools.js';
import { estimateTokens } from '../mcp/token-estimate.js';
import { decideToolMode } from '../mcp/tool-mode.js';
import { visibleTool } from '../mcp/visible-tool.js';
import { loadConversion } from '../model/load-conversion.js';
import { configurationFromFlags } from './configuration-from-flags.js';
import { environmentWith } from './environment.js';
import { modelRequest, serverName } from './model-request.js';
import type { UpstreamFlags } from './options.js';

/** The tools as the model would see them, and what became of the rest of the document; `kept` as in `loadModel`. */
export async function listTools(flags: UpstreamFlags & { json: boolean }, isForPeople: boolean): Promise<{ text: string; kept: Promise<void> }> {
  const environment = environmentWith(flags.env, process.env);
  const configuration = await configurationFromFlags(flags, serverName(flags.openapi), environment);
  const { model, kept } = await loadConversion(await modelRequest(flags, configuration, environment));
  const { tools, resources, prompts, warnings, skipped } = model;
  const all = tools.map(visibleTool);
  const { mode } = decideToolMode({ visible: all }, configuration.toolMode, configuration.toolBudget);
  const visible = mode === 'search' ? SEARCH_TOOLS : all;
  if (flags.json) {
    const others = {
      ...(resources.length === 0 ? {} : { resources: resources.map(({ tool, ...resource }) => ({ ...resource, operation: `${tool._meta.method} ${tool._meta.path}` })) }),
      ...(prompts.length === 0 ? {} : { prompts }),
    };
    return { text: JSON.stringify({ tools: visible, ...others, warnings, skipped }, null, isForPeople ? 2 : 0), kept };
  }
  const behind = mode === 'search' ? [`${all.length} tools are behind these three.`] : [];
  const lines = [
    ...visible.map(({ name, title, description, _meta }) => `${name}${_meta === undefined ? '' : `  (${_meta.method} ${_meta.path})`}\n    ${(title ?? description).split('\n')[0] ?? ''}`),
    ...resources.map(({ uri, uriTemplate, name }) => `resource ${uri ?? uriTemplate}  ${name}`),
    ...prompts.map(({ name, description }) => `prompt ${name}  ${description ?? ''}`),
    ...warnings.map(({ pointer, message }) => `warning ${pointer}: ${message}`),
    ...skipped.map(({ pointer, message }) => `skipped ${pointer}: ${message}`),
    ...behind,
    `${visible.length} tools (about ${estimateTokens(JSON.stringify(visible))} tokens), ${warnings.length} warnings, ${skipped.length} skipped`,
  ];
  return { text: lines.join('\n'), kept };
}

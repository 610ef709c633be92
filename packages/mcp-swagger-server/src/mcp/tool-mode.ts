import type { ToolMode } from 'mcp-swagger-ipc';
import { estimateTokens } from './token-estimate.js';
import type { VisibleTool } from './visible-tool.js';

/** How tools are shown, and about how many tokens the list of all of them costs; measured only where it decides. */
export interface DecidedMode {
  mode: 'all' | 'search';
  listTokens?: number;
}

/** `auto` shows all tools as long as their list costs no more than the budget. */
export function decideToolMode(tools: { readonly visible: readonly VisibleTool[] }, toolMode: ToolMode, toolBudget: number): DecidedMode {
  if (toolMode !== 'auto') return { mode: toolMode };
  const listTokens = estimateTokens(JSON.stringify(tools.visible));
  return { mode: listTokens > toolBudget ? 'search' : 'all', listTokens };
}

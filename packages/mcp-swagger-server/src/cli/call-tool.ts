import { nearestName, type Tool } from 'mcp-swagger-parser';
import { loadModel } from '../model/load-model.js';
import { ServerError } from '../server-error.js';
import { createUpstream, type HttpRequest, parseJson, shownRequest, type ToolCallResult, type Upstream } from '../upstream/index.js';
import { upstreamOptions } from '../upstream-options.js';
import { configurationFromFlags } from './configuration-from-flags.js';
import { environmentWith } from './environment.js';
import { modelRequest, serverName } from './model-request.js';
import type { UpstreamFlags } from './options.js';

export interface CallFlags extends UpstreamFlags {
  dryRun: boolean;
  json: boolean;
}

/** Calls a tool once, or with `--dry-run` only says what would be sent. What to print, and whether the call failed. */
export async function callTool(flags: CallFlags, toolName: string, argumentsText: string): Promise<{ text: string; failed: boolean }> {
  const environment = environmentWith(flags.env, process.env);
  const configuration = await configurationFromFlags(flags, serverName(flags.openapi), environment);
  const args = parseArguments(argumentsText);
  const { model, kept } = await loadModel(await modelRequest(flags, configuration, environment));
  try {
    assertKnown(model.tools, toolName);
    return await callOnce(createUpstream(upstreamOptions(configuration, model)), flags, toolName, args);
  } finally {
    // What is half written when we end would stay.
    await kept;
  }
}

async function callOnce(upstream: Upstream, flags: CallFlags, toolName: string, args: Record<string, unknown>): Promise<{ text: string; failed: boolean }> {
  for (const { message } of upstream.warnings) process.stderr.write(`warning: ${message}\n`);
  try {
    if (flags.dryRun) return { text: showRequest(withoutValues(upstream.buildRequest(toolName, args), Object.keys(flags.headerEnv)), flags.json), failed: false };
    const result = await upstream.call(toolName, args, { onProgress: ({ message }) => tell(message), onLog: ({ level, data }) => tell(`${level}: ${typeof data === 'string' ? data : JSON.stringify(data)}`) });
    return { text: showResult(result, flags.json), failed: result.isError === true };
  } finally {
    await upstream.close();
  }
}

/** Throws ServerError (USAGE) for anything but a JSON object. */
function parseArguments(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new ServerError('USAGE', `The arguments are not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ServerError('USAGE', `The arguments must be a JSON object such as '{"id": 1}'.`);
  return value as Record<string, unknown>;
}

function assertKnown(tools: readonly Tool[], name: string): void {
  const names = tools.map((tool) => tool.name);
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  throw new ServerError('TOOL_UNKNOWN', `There is no tool ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`} The tools command lists all ${names.length}.`);
}

/** Whoever takes a header from the environment does not want to see it, whatever its name. */
function withoutValues(request: HttpRequest, names: string[]): HttpRequest {
  const hidden = new Set(names.map((name) => name.toLowerCase()));
  return { ...request, headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, hidden.has(name.toLowerCase()) ? '***' : value])) };
}

function showRequest(request: HttpRequest, asJson: boolean): string {
  if (asJson) return JSON.stringify(shownRequest(request), null, 2);
  const { method, url, headers, body } = request;
  const text = typeof body === 'object' ? `(${body.length} bytes)` : (body ?? '');
  return [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...(text === '' ? [] : ['', text])].join('\n');
}

function showResult({ content, structuredContent, isError, upstreamStatus }: ToolCallResult, asJson: boolean): string {
  if (asJson) return JSON.stringify({ content, structuredContent, isError: isError === true, upstreamStatus }, null, 2);
  return content.map((block) => (block.type === 'text' ? block.text : JSON.stringify(block))).join('\n');
}

/** How far it is goes where people look and programs do not. */
function tell(message: string | undefined): void {
  if (message !== undefined) process.stderr.write(`${message}\n`);
}

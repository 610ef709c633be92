import { isObject } from 'mcp-swagger-parser';
import type { OperationBinding } from 'mcp-swagger-parser';
import type { Answer } from './exchange.js';
import { shownUrl } from './http-request.js';
import { parseJsonWithDigits } from './lossless-json.js';
import type { ContentBlock } from './tool-call-result.js';

/** What a tool shows of an answer. */
export interface DecodedAnswer {
  content: ContentBlock[];
  structuredContent?: Record<string, unknown>;
}

/**
 * An answer as MCP content: JSON and text as text, images and audio as such, other bytes as an embedded resource. A JSON object is structured
 * content as it is, another JSON value as `{result: …}`. With `mustBeStructured` there is always structured content, as a tool with an output schema owes.
 */
export function decodeAnswer(answer: Answer & { body: Buffer }, operation: OperationBinding, mustBeStructured: boolean): DecodedAnswer {
  const { body, headers } = answer;
  const type = headers['content-type'] ?? '';
  const essence = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (body.length === 0) return withStructure([{ type: 'text', text: describeEmpty(answer) }], mustBeStructured ? (operation.wrapsResult ? { result: null } : {}) : undefined);

  if (isTextual(essence) || (essence === '' && looksLikeText(body))) {
    const text = decodeText(body, type);
    const json = isJson(essence) || essence === '' ? tryParse(text) : undefined;
    const structured = json === undefined ? (mustBeStructured ? { result: text } : undefined) : wrap(json.value, operation.wrapsResult);
    return withStructure([{ type: 'text', text }], structured);
  }
  const data = body.toString('base64');
  const bare = mustBeStructured ? {} : undefined;
  if (essence.startsWith('image/')) return withStructure([{ type: 'image', data, mimeType: essence }], bare);
  if (essence.startsWith('audio/')) return withStructure([{ type: 'audio', data, mimeType: essence }], bare);
  const mimeType = essence === '' ? 'application/octet-stream' : essence;
  return withStructure([{ type: 'resource', resource: { uri: shownUrl(answer.request.url), mimeType, blob: data } }], bare);
}

/** Text of an answer in the charset that it declares; UTF-8 when it declares none or one that nobody knows. */
export function decodeText(body: Uint8Array, contentType: string): string {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

export function isJson(essence: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json$|\+json$/.test(essence);
}

function isTextual(essence: string): boolean {
  if (isJson(essence) || essence.startsWith('text/')) return true;
  return /xml|yaml|javascript|ecmascript|x-www-form-urlencoded|ndjson|jsonl|json-seq|graphql|csv|x-sh\b|sql/.test(essence) && !/openxml|zip/.test(essence);
}

function looksLikeText(body: Buffer): boolean {
  if (body.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: parseJsonWithDigits(text) };
  } catch {
    // The answer says that it is JSON and is not; its text is still worth reading.
    return undefined;
  }
}

function wrap(value: unknown, wrapsResult: boolean): Record<string, unknown> {
  return !wrapsResult && isObject(value) ? value : { result: value };
}

function withStructure(content: ContentBlock[], structuredContent: Record<string, unknown> | undefined): DecodedAnswer {
  return structuredContent === undefined ? { content } : { content, structuredContent };
}

function describeEmpty({ status, headers, request }: Answer): string {
  if (request.method !== 'HEAD') return `Status ${status}, no content.`;
  const told = ['content-type', 'content-length', 'etag', 'last-modified', 'link'].filter((name) => headers[name] !== undefined).map((name) => `${name}: ${headers[name]}`);
  return [`Status ${status}.`, ...told].join('\n');
}

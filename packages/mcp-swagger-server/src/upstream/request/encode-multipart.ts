import { randomUUID } from 'node:crypto';
import { isObject } from 'mcp-swagger-parser';
import type { BodyEncoding, FieldBinding } from 'mcp-swagger-parser';
import type { BodyOptions } from './body-options.js';
import { readFileArgument } from '../arguments/file-argument.js';
import { stringifyJson } from '../lossless-json.js';
import { essenceOf, isJson } from './media-type.js';
import { asText, serializeTexts } from './serialize-value.js';
import { UpstreamError } from '../upstream-error.js';

interface Part {
  /** Absent for a part that is known by its position. */
  name?: string;
  filename?: string;
  contentType?: string;
  headers?: Record<string, string>;
  bytes: Uint8Array;
}

const NO_FIELD: FieldBinding = { isFile: false };

/**
 * A multipart body (RFC 2046 section 5.1). Of an object: a part for each property, one for each item of a list, files with their bytes (RFC 7578).
 * Of a list: a part for each item, without a name (OpenAPI 3.2 "Encoding By Position"). Throws UpstreamError for anything else.
 */
export function encodeMultipart(value: unknown, encoding: BodyEncoding, { argument, deepObjectLists }: BodyOptions): { body: Uint8Array; contentType: string } {
  const parts = Array.isArray(value) ? itemParts(value, encoding, argument) : propertyParts(value, encoding, { argument, deepObjectLists });
  const boundary = `mcp-swagger-${randomUUID()}`;
  const essence = essenceOf(encoding.mediaType);
  const chunks: Uint8Array[] = [];
  for (const part of parts) chunks.push(Buffer.from(`--${boundary}\r\n${head(part, essence)}\r\n\r\n`), part.bytes, Buffer.from('\r\n'));
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  // The type of the first part is told outside as well (RFC 2387 section 3.1).
  const type = essence === 'multipart/related' ? `; type="${parts[0]?.contentType ?? 'text/plain'}"` : '';
  return { body: Buffer.concat(chunks), contentType: `${essence}; boundary=${boundary}${type}` };
}

function propertyParts(value: unknown, { mediaType, fields }: BodyEncoding, { argument, deepObjectLists }: BodyOptions): Part[] {
  if (!isObject(value)) throw new UpstreamError('ARGUMENT_INVALID', `${argument} is sent as ${mediaType}, so it must be an object; nothing was sent.`);
  return Object.entries(value).flatMap(([name, content]): Part[] => {
    if (content === undefined || content === null) return [];
    const field = (Object.hasOwn(fields, name) ? fields[name] : undefined) ?? NO_FIELD;
    const isStyled = field.style !== undefined || field.explode !== undefined;
    if (isStyled && !field.isFile && typeof content === 'object') {
      const style = field.style ?? 'form';
      const pairs = serializeTexts(content, { name, style, explode: field.explode ?? style === 'form', deepObjectLists });
      return pairs.map(([key, text]) => ({ name: key, bytes: Buffer.from(text), ...extraHeaders(field) }));
    }
    const items: unknown[] = Array.isArray(content) ? content.filter((item) => item !== null && item !== undefined) : [content];
    return items.map((item) => ({ name, ...partOf(item, field, name) }));
  });
}

function itemParts(items: unknown[], { prefixFields = [], itemField }: BodyEncoding, argument: string): Part[] {
  return items.map((item, index) => partOf(item, prefixFields[index] ?? itemField ?? NO_FIELD, `${argument}[${index}]`));
}

/** What is in a part, and what says how to read it. */
function partOf(value: unknown, field: FieldBinding, name: string): Part {
  if (field.isFile) {
    const file = readFileArgument(value, name);
    return { filename: file.filename ?? name, contentType: file.mimeType ?? field.contentType ?? 'application/octet-stream', bytes: file.bytes, ...extraHeaders(field) };
  }
  const isStructured = typeof value === 'object' && value !== null;
  const contentType = field.contentType ?? (isStructured ? 'application/json' : undefined);
  const text = isStructured || isJson(essenceOf(contentType)) ? stringifyJson(value) : asText(value);
  return { ...(contentType === undefined ? {} : { contentType }), bytes: Buffer.from(text), ...extraHeaders(field) };
}

function extraHeaders({ headers }: FieldBinding): { headers?: Record<string, string> } {
  return headers === undefined ? {} : { headers };
}

function head({ name, filename, contentType, headers = {} }: Part, essence: string): string {
  const isForm = essence === 'multipart/form-data' || name !== undefined;
  const disposition = [isForm ? 'form-data' : 'attachment'];
  if (name !== undefined) disposition.push(`name="${quoted(name)}"`);
  if (filename !== undefined) disposition.push(`filename="${quoted(filename)}"`);
  const lines = isForm || filename !== undefined ? [`Content-Disposition: ${disposition.join('; ')}`] : [];
  if (contentType !== undefined) lines.push(`Content-Type: ${contentType}`);
  for (const [header, text] of Object.entries(headers)) lines.push(`${header}: ${text.replaceAll(/[\r\n\0]+/g, ' ')}`);
  return lines.join('\r\n');
}

/** Quotes and line breaks as browsers write them (HTML "multipart form data"). */
function quoted(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

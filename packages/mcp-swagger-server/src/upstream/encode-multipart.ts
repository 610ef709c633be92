import { randomUUID } from 'node:crypto';
import { isObject } from 'mcp-swagger-parser';
import type { FieldBinding } from 'mcp-swagger-parser';
import { readFileArgument } from './file-argument.js';
import { stringifyJson } from './lossless-json.js';
import { asText } from './serialize-value.js';

interface Part {
  name: string;
  filename?: string;
  contentType?: string;
  bytes: Uint8Array;
}

/** An object as a multipart body (RFC 7578): a part for each property, one for each item of a list, files with their bytes. */
export function encodeMultipart(value: Record<string, unknown>, fields: Record<string, FieldBinding>, mediaType: string): { body: Uint8Array; contentType: string } {
  const boundary = `mcp-swagger-${randomUUID()}`;
  const chunks: Uint8Array[] = [];
  for (const [name, content] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    for (const part of partsOf(name, content, field)) {
      chunks.push(Buffer.from(`--${boundary}\r\n${head(part)}\r\n\r\n`), part.bytes, Buffer.from('\r\n'));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `${mediaType.split(';')[0]}; boundary=${boundary}` };
}

function partsOf(name: string, value: unknown, field: FieldBinding | undefined): Part[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => partsOf(name, item, field));
  if (field?.isFile === true) {
    const file = readFileArgument(value, name);
    const contentType = file.mimeType ?? field.contentType ?? 'application/octet-stream';
    return [{ name, filename: file.filename ?? name, contentType, bytes: file.bytes }];
  }
  const isStructured = isObject(value);
  const contentType = field?.contentType ?? (isStructured ? 'application/json' : undefined);
  const text = isStructured || (contentType !== undefined && /json/i.test(contentType)) ? stringifyJson(value) : asText(value);
  return [{ name, ...(contentType === undefined ? {} : { contentType }), bytes: Buffer.from(text) }];
}

function head({ name, filename, contentType }: Part): string {
  const disposition = `Content-Disposition: form-data; name="${quoted(name)}"${filename === undefined ? '' : `; filename="${quoted(filename)}"`}`;
  return contentType === undefined ? disposition : `${disposition}\r\nContent-Type: ${contentType}`;
}

/** Quotes and line breaks as browsers write them (HTML "multipart form data"). */
function quoted(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

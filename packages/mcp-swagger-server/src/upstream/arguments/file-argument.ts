import { isObject } from 'mcp-swagger-parser';
import { UpstreamError } from '../upstream-error.js';

/** A file out of an argument. */
export interface FileArgument {
  bytes: Uint8Array;
  filename?: string;
  mimeType?: string;
}

/** Reads base64 text, a data URL, or `{data | text, filename?, mimeType?}`. Throws UpstreamError for anything else. */
export function readFileArgument(value: unknown, name: string): FileArgument {
  if (typeof value === 'string') {
    const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w-]+=[^;,]*)*)(;base64)?,/i.exec(value);
    if (dataUrl === null) return { bytes: decodeBase64(value, name) };
    const [whole, mimeType, , base64] = dataUrl;
    const content = value.slice(whole.length);
    return { bytes: base64 === undefined ? decodePercent(content, name) : decodeBase64(content, name), ...(mimeType === undefined ? {} : { mimeType }) };
  }
  if (!isObject(value)) throw new UpstreamError('ARGUMENT_INVALID', `${name} is a file: give base64 text, or an object with data (base64) or text; nothing was sent.`);
  const { data, text, filename, mimeType } = value;
  const bytes = typeof data === 'string' ? decodeBase64(data, `${name}.data`) : typeof text === 'string' ? new TextEncoder().encode(text) : undefined;
  if (bytes === undefined) throw new UpstreamError('ARGUMENT_INVALID', `${name} is a file and needs data (base64) or text; nothing was sent.`);
  return {
    bytes,
    ...(typeof filename === 'string' ? { filename } : {}),
    ...(typeof mimeType === 'string' && /^[\w.+-]+\/[\w.+-]+(;[ \t]*[\w-]+=[\w.-]+)*$/.test(mimeType) ? { mimeType } : {}),
  };
}

/** The other form of a data URL (RFC 2397). */
function decodePercent(text: string, name: string): Uint8Array {
  try {
    return new TextEncoder().encode(decodeURIComponent(text));
  } catch (error) {
    throw new UpstreamError('ARGUMENT_INVALID', `${name} is a data URL whose percent-encoding is broken; nothing was sent.`, { cause: error });
  }
}

function decodeBase64(text: string, name: string): Uint8Array {
  const compact = text.replaceAll(/\s+/g, '');
  // Buffer.from skips what it does not know, and would send half a file.
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact) || compact.replaceAll('=', '').length % 4 === 1) {
    throw new UpstreamError('ARGUMENT_INVALID', `${name} is not base64; nothing was sent. To send text as a file, give {"text": "…"}.`);
  }
  return new Uint8Array(Buffer.from(compact, 'base64'));
}

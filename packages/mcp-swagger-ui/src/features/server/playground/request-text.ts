import type { ShownRequest } from '../../../lib/api';

/** A request as it is written in HTTP/1.1: the line, the headers, and the body with its indents when it is JSON. */
export function requestText({ method, url, headers, body }: ShownRequest): string {
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (body === undefined) return lines.join('\n');
  return [...lines, '', typeof body === 'string' ? indented(body) : body.base64].join('\n');
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

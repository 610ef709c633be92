import type { HttpRequest } from './http-request.js';

/** A request as people and programs look at it: bytes that are no text as base64. */
export interface ShownRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | { base64: string };
}

export function shownRequest({ method, url, headers, body }: HttpRequest): ShownRequest {
  const shown = typeof body === 'object' ? { base64: Buffer.from(body).toString('base64') } : body;
  return { method, url, headers, ...(shown === undefined ? {} : { body: shown }) };
}

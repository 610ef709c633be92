/** A request as it goes over the wire; `url` holds the path exactly as it is sent. */
export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** The origin and the raw path of a request URL. A URL parser would collapse dot segments, so the text is cut instead. */
export function cutUrl(url: string): { origin: string; path: string } {
  const match = /^(https?:\/\/[^/?#]+)([^#]*)/.exec(url);
  const path = match?.[2] ?? '';
  return { origin: match?.[1] ?? '', path: path.startsWith('/') ? path : `/${path}` };
}

/** A request URL as it may stand in a message: no query, which may hold a key. */
export function shownUrl(url: string): string {
  return url.split('?')[0] ?? url;
}

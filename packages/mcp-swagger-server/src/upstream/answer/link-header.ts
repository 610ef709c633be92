/** A link of a `Link` header; its target may be relative. */
export interface Link {
  target: string;
  rels: string[];
  anchor?: string;
}

const MOST_CHARACTERS = 32 * 1024;

/** The links of a `Link` header (RFC 8288 section 3). What is not well-formed ends the list; what came before it counts. */
export function parseLinkHeader(header: string): Link[] {
  const text = header.slice(0, MOST_CHARACTERS);
  const links: Link[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    take(/[\s,]*/y);
    const target = take(/<([^>]*)>/y)?.[1];
    if (target === undefined) return links;
    const parameters = new Map<string, string>();
    while (take(/\s*;/y) !== null) {
      const name = take(/\s*([!#$%&'*+.^_`|~\w-]+)/y)?.[1]?.toLowerCase();
      const value = take(/\s*=\s*/y) === null ? '' : (take(/"((?:[^"\\]|\\.)*)"/y)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? take(/[^\s",;]*/y)?.[0] ?? '');
      // Of a parameter that is there twice the first one counts.
      if (name !== undefined && !parameters.has(name)) parameters.set(name, value);
    }
    take(/\s*/y);
    if (at < text.length && text[at] !== ',') return links;
    const anchor = parameters.get('anchor');
    links.push({ target: target.trim(), rels: (parameters.get('rel') ?? '').toLowerCase().split(/\s+/).filter(Boolean), ...(anchor === undefined ? {} : { anchor }) });
  }
}

/** Where the next page is, resolved against the URL that was answered; undefined when the header does not say. */
export function nextLink(header: string | undefined, requestUrl: string): string | undefined {
  if (header === undefined) return undefined;
  // A link with an anchor speaks of another document.
  const link = parseLinkHeader(header).find(({ rels, anchor }) => rels.includes('next') && (anchor === undefined || anchor === ''));
  return link !== undefined && URL.canParse(link.target, requestUrl) ? new URL(link.target, requestUrl).href : undefined;
}

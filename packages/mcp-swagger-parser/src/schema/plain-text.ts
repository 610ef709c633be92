const ENTITIES = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'", ndash: '–', mdash: '—', hellip: '…' }));
const TAG = /<\/?(?:a|abbr|b|blockquote|br|center|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?:\s[^<>]*)?\/?>/gi;
const BLOCK = /<\/?(?:p|div|h[1-6]|ul|ol|table|blockquote|pre)(?:\s[^<>]*)?\/?>|<br\s*\/?>/gi;

/** Text without the tags and entities of HTML, which cost a reader of text and tell nothing; other text as it is. */
export function withoutHtml(text: string): string {
  if (!text.includes('<') || !/<\/?[a-z][^<>]*>|<br/i.test(text)) return text;
  const bare = withoutComments(text).replaceAll(BLOCK, '\n').replaceAll(/<li(?:\s[^<>]*)?>/gi, '\n- ').replaceAll(TAG, '');
  // A text that is HTML has its entities decoded; an entity elsewhere may be what it is about.
  const decoded = bare === text ? text : bare.replaceAll(/&(#39|[a-z]+);/gi, (whole, name: string) => ENTITIES.get(name.toLowerCase()) ?? whole);
  return decoded === text ? text : decoded.replaceAll(/[ \t]+/g, ' ').replaceAll(/ ?\n ?/g, '\n').replaceAll(/\n{3,}/g, '\n\n').trim();
}

/** An expression would look for the end of a comment that has none from each of its beginnings. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let rest = 0;
  for (let begin = text.indexOf('<!--'); begin !== -1; begin = text.indexOf('<!--', rest)) {
    const end = text.indexOf('-->', begin + 4);
    if (end === -1) break;
    parts.push(text.slice(rest, begin));
    rest = end + 3;
  }
  return parts.length === 0 ? text : [...parts, text.slice(rest)].join('');
}

/** Text with the links of Markdown as their words, and runs of white space as one. */
export function withoutLinks(text: string): string {
  if (!/\]\(|\s\s|[\n\r\t]|^\s|\s$/.test(text)) return text;
  return text
    .replaceAll(/!\[[^\]]*\]\([^()\s]*\)/g, '')
    .replaceAll(/\[([^\]]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: "[^"]*")?\)/g, '$1')
    .replaceAll(/[ \t\r]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
}

/** The first sentences that fit into a length, or as much of the first as does; nothing for a length of 0. */
export function shortened(text: string, longest: number): string {
  if (longest === 0) return '';
  // What is cut anyway need not be cleaned.
  const plain = withoutLinks(text.slice(0, 4 * longest + 400));
  if (plain.length <= longest) return plain;
  const head = plain.slice(0, longest);
  const end = (/^.*(?:[.!?](?=\s)|\n)/s.exec(plain.slice(0, longest + 1))?.[0].length ?? 0) - 1;
  // A sentence that would leave less than a third says less than a cut one.
  if (end >= longest / 3) return head.slice(0, end + 1).trimEnd();
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), longest - 20)).trimEnd()}…`;
}

/**
 * JSON with what people add to it, as JSON: comments and commas before a closing bracket become spaces, so that every place keeps its
 * offset. Undefined when there is nothing of the kind.
 */
export function strictJson(text: string): string | undefined {
  const blanks: [number, number][] = [];
  let comma: number | undefined;
  // A choice for each character, which is how a string is mostly written, fills the stack on a long one.
  for (const match of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[^\s"/]/g)) {
    const [token] = match;
    // A comment without an end is none, and what looks for the end of each takes the square of the time.
    if (token.startsWith('/*') && !/^\/\*[^]*\*\/$/.test(token)) return undefined;
    if (token.startsWith('//') || token.startsWith('/*')) {
      blanks.push([match.index, match.index + token.length]);
      continue;
    }
    if (comma !== undefined && (token === '}' || token === ']')) blanks.push([comma, comma + 1]);
    comma = token === ',' ? match.index : undefined;
  }
  return blanks.length === 0 ? undefined : blank(text, blanks.sort((a, b) => a[0] - b[0]));
}

function blank(text: string, ranges: [number, number][]): string {
  const parts: string[] = [];
  let end = 0;
  for (const [from, to] of ranges) {
    parts.push(text.slice(end, from), text.slice(from, to).replaceAll(/[^\r\n]/g, ' '));
    end = to;
  }
  return [...parts, text.slice(end)].join('');
}

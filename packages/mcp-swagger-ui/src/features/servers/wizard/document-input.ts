/** What was typed of a document; each kind keeps its own, so that switching loses nothing. */
export interface DocumentInput {
  kind: 'url' | 'paste' | 'file';
  url: string;
  text: string;
  fileText: string;
  fileName: string;
}

export const noDocument: DocumentInput = { kind: 'url', url: '', text: '', fileText: '', fileName: '' };

/** The document as the API takes it. */
export function toSource(input: DocumentInput): { openapiUrl: string } | { openapiData: string } {
  return input.kind === 'url' ? { openapiUrl: input.url.trim() } : { openapiData: textOf(input) };
}

/** The text that was given; empty for an address. */
export function textOf({ kind, text, fileText }: DocumentInput): string {
  return { url: '', paste: text, file: fileText }[kind];
}

export function isGiven(input: DocumentInput): boolean {
  return input.kind === 'url' ? input.url.trim() !== '' : textOf(input) !== '';
}

const AROUND = 2;
const MOST_CHARACTERS = 200;

/** The line of a text (from 1) with two before and behind it, each with its number. */
export function excerpt(text: string, line: number): { number: number; text: string }[] {
  const lines = text.split('\n');
  const first = Math.max(1, line - AROUND);
  return lines.slice(first - 1, line + AROUND).map((content, index) => ({ number: first + index, text: content.slice(0, MOST_CHARACTERS) }));
}

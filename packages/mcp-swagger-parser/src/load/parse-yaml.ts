import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { DocumentError } from '../document-error.js';
import { findInYaml } from '../position/find-in-yaml.js';
import type { ParsedText } from './parsed-text.js';
import type { Warnings } from '../warning.js';

// A document may use an anchor often; the product of nested uses is what a bomb is made of.
const MOST_ALIASES = 10_000;
// These leave a document that can be used: the last of two equal keys counts, and the first of several documents.
const HARMLESS: Record<string, string> = {
  DUPLICATE_KEY: 'a key occurs twice; the last one counts',
  MULTIPLE_DOCS: 'a second document begins; only the first one counts',
};

/** The value that YAML text stands for, by the rules of YAML 1.2 whatever it declares: `on` and `no` are text. Throws DocumentError with line and column. */
export function parseYaml(text: string, name: string, warnings: Warnings, file?: string): Omit<ParsedText, 'syntax'> {
  const lines = new LineCounter();
  const place = (line: number): { file?: string; line: number } => ({ line, ...(file === undefined ? {} : { file }) });
  const parsed = read(text, lines);
  const serious = parsed.errors.find(({ code }) => HARMLESS[code] === undefined);
  if (serious?.code === 'TAB_AS_INDENT') {
    const spaced = text.replaceAll(/^[\t ]+/gm, (indent) => indent.replaceAll('\t', '  '));
    if (spaced !== text && read(spaced, new LineCounter()).errors.every(({ code }) => code !== 'TAB_AS_INDENT')) {
      const { line } = lines.linePos(serious.pos[0]);
      warnings.add('TABS', '#', `Line ${line}: YAML is indented with spaces; each tab is taken as two.`, place(line));
      return parseYaml(spaced, name, warnings, file);
    }
  }
  if (serious !== undefined) {
    const { line, col } = lines.linePos(serious.pos[0]);
    const [sentence = serious.message] = serious.message.split('\n');
    const what = sentence.replace(/ at line \d+, column \d+:?$/, '');
    throw new DocumentError('DOCUMENT_SYNTAX', `${name} is neither valid JSON nor YAML, line ${line}, column ${col}: ${what}. Mend it there.`, { line, column: col, cause: serious });
  }
  for (const error of parsed.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    warnings.add(error.code, `#line=${line}`, `Line ${line}, column ${col}: ${HARMLESS[error.code] ?? error.message}.`, place(line));
  }
  try {
    return { value: parsed.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, text, find: (tree) => findInYaml(text, tree) };
  } catch (error) {
    throw new DocumentError('DOCUMENT_SYNTAX', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

function read(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, { lineCounter, schema: 'core', merge: true, logLevel: 'silent' });
}

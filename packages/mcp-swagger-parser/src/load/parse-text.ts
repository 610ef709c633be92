import { LineCounter, parseDocument } from 'yaml';
import { DocumentError } from '../document-error.js';
import type { Warnings } from '../warning.js';

// A document may use an anchor often; the product of nested uses is what a bomb is made of.
const MOST_ALIASES = 10_000;
const DEEPEST_NESTING = 500;

/** The value that JSON or YAML text stands for; which of the two is told by the content. Throws DocumentError with line and column. */
export function parseText(text: string, name: string, warnings: Warnings): unknown {
  const trimmed = text.replace(/^\uFEFF/, '').trimStart();
  if (trimmed === '') throw new DocumentError('DOCUMENT_EMPTY', `${name} is empty; expected an OpenAPI document in JSON or YAML.`);
  if (trimmed.startsWith('<')) {
    throw new DocumentError('DOCUMENT_HTML', `${name} answered ${markupName(trimmed)}, not an OpenAPI document; give the address of the JSON or YAML file.`);
  }
  const value = parseJson(trimmed) ?? parseYaml(text.replace(/^\uFEFF/, ''), name, warnings);
  refuseDeepNesting(value, name);
  return value;
}

function markupName(text: string): string {
  return text.startsWith('<?xml') && !/<html/i.test(text.slice(0, 2_000)) ? 'an XML file' : 'an HTML page';
}

function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Nearly JSON (comments, a trailing comma) is still YAML; the YAML parser also knows the line.
    return undefined;
  }
}

function parseYaml(text: string, name: string, warnings: Warnings): unknown {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
  for (const error of parsed.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    const [sentence = error.message] = error.message.split('\n');
    if (error.code !== 'DUPLICATE_KEY') {
      throw new DocumentError('DOCUMENT_SYNTAX', `${name} is neither valid JSON nor YAML, line ${line}, column ${col}: ${sentence.replace(/ at line \d+, column \d+:?$/, '')}.`, { line, column: col, cause: error });
    }
    warnings.add('DUPLICATE_KEY', `#line=${line}`, `Line ${line}, column ${col}: a key occurs twice; the last one counts.`);
  }
  try {
    return parsed.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (error) {
    throw new DocumentError('DOCUMENT_SYNTAX', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

/** Also finds aliases that contain themselves: they are endlessly deep. */
function refuseDeepNesting(value: unknown, name: string): void {
  const measured = new Set<object>();
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null) return;
    if (depth > DEEPEST_NESTING) {
      throw new DocumentError('DOCUMENT_TOO_DEEP', `${name} nests deeper than ${DEEPEST_NESTING} levels, or contains itself.`);
    }
    if (measured.has(node)) return;
    for (const child of Object.values(node)) visit(child, depth + 1);
    measured.add(node);
  };
  visit(value, 0);
}

import { DocumentError } from '../document-error.js';
import { findInJson } from '../position/find-in-json.js';
import { LineOf } from '../position/line-of.js';
import type { Warnings } from '../warning.js';
import { duplicateNames } from './duplicate-names.js';
import { refuseDeepNesting } from './refuse-deep-nesting.js';
import { strictJson } from './relaxed-json.js';
import type { ParsedText } from './parsed-text.js';

/**
 * The value that JSON or YAML text stands for; which of the two is told by the content. `file` is how warnings call it, none for the root
 * document. Rejects with DocumentError with line and column. Whether JSON is too deep, `judgesDepth` false leaves to who walks it next.
 */
export async function parseText(text: string, name: string, warnings: Warnings, file?: string, judgesDepth = true): Promise<ParsedText> {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const start = bare.slice(0, 2_000).trimStart();
  if (start === '' && bare.trim() === '') throw new DocumentError('DOCUMENT_EMPTY', `${name} is empty; expected an OpenAPI document in JSON or YAML.`);
  if (start.startsWith('<')) {
    throw new DocumentError('DOCUMENT_HTML', `${name} answered ${markupName(start)}, not an OpenAPI document; give the address of the JSON or YAML file.`);
  }
  const parsed = (start.startsWith('{') ? parseJson(bare, name, warnings, file) : undefined) ?? (await parseYaml(bare, name, warnings, file));
  if (parsed.syntax === 'yaml' && /^\{\s*"/.test(start)) warnings.add('JSON_SYNTAX', '#', `${name} begins as JSON and is none (${jsonError(bare)}); it is read as YAML, in which an empty place is null.`, place(file));
  if (judgesDepth || parsed.syntax === 'yaml') refuseDeepNesting(parsed.value, name, parsed.syntax === 'yaml');
  return parsed;
}

function markupName(text: string): string {
  return text.startsWith('<?xml') && !/<html/i.test(text) ? 'an XML file' : 'an HTML page';
}

function parseJson(text: string, name: string, warnings: Warnings, file: string | undefined): ParsedText | undefined {
  const value = tryJson(text);
  if (value !== undefined) {
    tellDuplicates(text, warnings, file);
    return json(value, text);
  }
  const strict = strictJson(text);
  const repaired = strict === undefined ? undefined : tryJson(strict);
  if (strict === undefined || repaired === undefined) return undefined;
  warnings.add('JSON_SYNTAX', '#', `${name} has comments or commas before closing brackets, which JSON does not know; they are passed over.`, place(file));
  tellDuplicates(strict, warnings, file);
  return json(repaired, strict);
}

function tellDuplicates(text: string, warnings: Warnings, file: string | undefined): void {
  for (const pointer of duplicateNames(text)) warnings.add('DUPLICATE_KEY', pointer, 'This name occurs twice in one object; the last one counts.', place(file));
}

function place(file: string | undefined): { file?: string } {
  return file === undefined ? {} : { file };
}

/** What is wrong with text that is no JSON, and the line when it is known. */
function jsonError(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    return Number.isNaN(position) ? message.slice(0, 100) : `line ${new LineOf(text).at(position)}: ${(message.split(/ in JSON| at position/)[0] ?? '').slice(0, 80)}`;
  }
}

function json(value: unknown, text: string): ParsedText {
  return { value, syntax: 'json', text, find: (tree) => findInJson(text, tree) };
}

async function parseYaml(text: string, name: string, warnings: Warnings, file: string | undefined): Promise<ParsedText> {
  // Loaded only for those who use it: JSON is parsed in the time that this takes.
  const yaml = await import('./parse-yaml.js');
  return { syntax: 'yaml', ...yaml.parseYaml(text, name, warnings, file) };
}

/** A document that is not JSON may still be YAML; the YAML parser also knows the line of an error. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

import { isDeepStrictEqual } from 'node:util';
import { redact } from '../common/redact.js';
import type { StoredChanges } from '../database/entities/audit-entry.entity.js';

/** A row, or what it was; null: there is none. */
export type Row = Record<string, unknown> | null;

/** Columns whose values are secrets, or prove one. */
const SECRET = /^sealed|Hash$|[pP]assword|[tT]oken|^secret$/;

/** They change with every change. */
const OF_EVERY_ROW = new Set(['updatedAt', 'createdAt', 'id', 'version']);

const MAX_TEXT = 2_000;

/** The fields that differ between two rows; of secrets only that they are set, or are others now. Null where nothing differs. */
export function changesOf(before: Row, after: Row): StoredChanges | null {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...names].filter((name) => !OF_EVERY_ROW.has(name) && !isDeepStrictEqual(before?.[name], after?.[name]));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((name) => [name, { before: shown(name, before?.[name], ''), after: shown(name, after?.[name], before === null ? '' : ', another') }]));
}

function shown(name: string, value: unknown, note: string): unknown {
  if (value === undefined || value === null) return null;
  if (SECRET.test(name)) return `(set${note})`;
  const text = redact(JSON.stringify(value));
  return text.length <= MAX_TEXT ? parsed(text) : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}

/** What was hidden may have taken a quote along. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

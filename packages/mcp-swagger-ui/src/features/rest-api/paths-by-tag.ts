import { hasAll, wordsOf } from '../../lib/words';

/** The part of the product's OpenAPI document that its page reads. */
export interface ApiDocument {
  paths: Record<string, Record<string, { tags?: string[]; summary?: string; description?: string }>>;
}

export interface ListedOperation {
  method: string;
  path: string;
  summary: string;
}

/** The operations under their first tag, by name; those in which each of the words stands. */
export function pathsByTag({ paths }: ApiDocument, words: string): [string, ListedOperation[]][] {
  const wanted = wordsOf(words);
  const groups = new Map<string, ListedOperation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { tags, summary, description }] of Object.entries(methods)) {
      const tag = tags?.[0] ?? '—';
      const operation = { method, path, summary: summary ?? description ?? '' };
      if (!hasAll(`${tag} ${method} ${path} ${operation.summary}`, wanted)) continue;
      groups.set(tag, [...(groups.get(tag) ?? []), operation]);
    }
  }
  return [...groups].toSorted(([a], [b]) => a.localeCompare(b));
}

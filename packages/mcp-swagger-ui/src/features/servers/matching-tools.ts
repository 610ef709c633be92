import { hasAll, wordsOf } from '../../lib/words';

/** What of a tool is searched. */
export interface SearchedTool {
  name: string;
  description?: string | undefined;
  _meta?: { path: string } | undefined;
}

/** The tools with every word of a search in their name, description or path. */
export function matchingTools<T extends SearchedTool>(tools: T[], words: string): T[] {
  const wanted = wordsOf(words);
  if (wanted.length === 0) return tools;
  return tools.filter(({ name, description, _meta }) => hasAll(`${name} ${description ?? ''} ${_meta?.path ?? ''}`, wanted));
}

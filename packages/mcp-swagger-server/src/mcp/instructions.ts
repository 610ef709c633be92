import type { DocumentFacts } from '../model/document-facts.js';

const LONGEST_ABOUT = 1_000;

/** What a model is told about the server as a whole (MCP "instructions"): what the API is, and what every tool takes besides its arguments. */
export function instructions({ title, description }: Pick<DocumentFacts, 'title' | 'description'>, mode: 'all' | 'search', toolCount: number): string {
  const about = description !== undefined && description.trim() !== '' ? `${title}: ${shortened(description.trim())}` : title;
  const search = mode === 'search' ? [`This API has ${toolCount} tools. Find them with search_tools, read one with describe_tool, and call it with call_tool.`] : [];
  return [
    about,
    ...search,
    'Every tool also takes two arguments that are not listed: `_projection`, a JSONata expression that picks what you need out of a JSON answer, such as `items.{"id": id, "name": name}`; and `_continue`, the token that a cut answer gives, for its next part.',
  ].join('\n\n');
}

function shortened(text: string): string {
  return text.length <= LONGEST_ABOUT ? text : `${text.slice(0, LONGEST_ABOUT - 1)}…`;
}

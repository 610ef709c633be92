import type { Tool } from 'mcp-swagger-parser';
import type MiniSearch from 'minisearch';

/** A tool that was found. */
export interface FoundTool {
  name: string;
  title?: string;
  method: string;
  path: string;
}

interface Entry {
  id: number;
  name: string;
  title: string;
  path: string;
  tags: string;
  arguments: string;
  description: string;
}

/** How much a word counts where it is found. */
const WEIGHTS = { name: 4, title: 3, path: 2, tags: 2, arguments: 1, description: 1 };
const FIELDS = Object.keys(WEIGHTS);

/** Finds tools by words, ranked (BM25+); the index is made at the first question. */
export class ToolIndex {
  #index: Promise<MiniSearch<Entry>> | undefined;

  constructor(private readonly tools: readonly Tool[]) {}

  /** The best tools first, at most `limit`, and how many there are. No words: the tools in their order. */
  async find(query: string, limit: number): Promise<{ tools: FoundTool[]; total: number }> {
    if (words(query).length === 0) return { tools: this.tools.slice(0, limit).map(told), total: this.tools.length };
    this.#index ??= this.#build();
    const index = await this.#index;
    const options = { boost: WEIGHTS, prefix: (term: string) => term.length > 2, fuzzy: (term: string) => (term.length > 4 ? 0.2 : false) };
    const all = index.search(query, { ...options, combineWith: 'AND' });
    // Models write sentences; when no tool has every word, those with the most telling ones come first.
    const results = all.length > 0 ? all : index.search(query, options);
    return {
      tools: results.slice(0, limit).flatMap(({ id }) => {
        const tool = this.tools[id as number];
        return tool === undefined ? [] : [told(tool)];
      }),
      total: results.length,
    };
  }

  async #build(): Promise<MiniSearch<Entry>> {
    const { default: Index } = await import('minisearch');
    const index = new Index<Entry>({ fields: FIELDS, tokenize: words, processTerm: stem });
    index.addAll(this.tools.map(entry));
    return index;
  }
}

function entry(tool: Tool, id: number): Entry {
  const { method, path } = tool._meta;
  return {
    id,
    name: tool.name,
    title: tool.title ?? '',
    path: `${method} ${path}`,
    tags: tool.tags.join(' '),
    arguments: Object.keys(tool.inputSchema['properties'] ?? {}).join(' '),
    description: tool.description,
  };
}

function told({ name, title, _meta }: Tool): FoundTool {
  return { name, ...(title === undefined ? {} : { title }), method: _meta.method, path: _meta.path };
}

/** `getPetById`, `get_pet` and `/pets/{id}` are made of words; each Chinese or Japanese character is one. */
function words(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' $& ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const EMPTY_WORDS = new Set(['a', 'an', 'and', 'by', 'for', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);

/** Singular and plural are one word. */
function stem(word: string): string | null {
  const lower = word.toLowerCase();
  if (EMPTY_WORDS.has(lower)) return null;
  if (lower.length > 4 && lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  return lower.length > 3 && lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
}

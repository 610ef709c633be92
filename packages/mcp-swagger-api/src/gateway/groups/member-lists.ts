import { type Client, type Prompt, ProtocolError, ProtocolErrorCode, type Resource, type ResourceTemplateType, type Tool } from '@modelcontextprotocol/client';

/** All that a server lists, by kind. */
export interface MemberLists {
  tools: Tool[];
  prompts: Prompt[];
  resources: Resource[];
  templates: ResourceTemplateType[];
}
export type ListKind = keyof MemberLists;

/** A list is read to its end, but not for ever. */
const MOST_PAGES = 1_000;

const METHOD_NOT_FOUND: number = ProtocolErrorCode.MethodNotFound;

type Page<T> = Promise<{ items: T[]; next: string | undefined }>;

const pages: { [K in ListKind]: (client: Client, params: { cursor?: string }) => Page<MemberLists[K][number]> } = {
  tools: async (client, params) => {
    const { tools: items, nextCursor: next } = await client.request({ method: 'tools/list', params });
    return { items, next };
  },
  prompts: async (client, params) => {
    const { prompts: items, nextCursor: next } = await client.request({ method: 'prompts/list', params });
    return { items, next };
  },
  resources: async (client, params) => {
    const { resources: items, nextCursor: next } = await client.request({ method: 'resources/list', params });
    return { items, next };
  },
  templates: async (client, params) => {
    const { resourceTemplates: items, nextCursor: next } = await client.request({ method: 'resources/templates/list', params });
    return { items, next };
  },
};

const capabilityOf = { tools: 'tools', prompts: 'prompts', resources: 'resources', templates: 'resources' } as const;

/** All that a server lists of one kind; nothing when it has none of it. */
export async function listAll<K extends ListKind>(client: Client, kind: K): Promise<MemberLists[K][number][]> {
  if (client.getServerCapabilities()?.[capabilityOf[kind]] === undefined) return [];
  const all: MemberLists[K][number][] = [];
  let cursor: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { items, next } = await pages[kind](client, cursor === undefined ? {} : { cursor });
      all.push(...items);
      cursor = next;
      if (cursor === undefined) break;
    }
  } catch (error) {
    // A server may have resources and know nothing of templates.
    if (!(error instanceof ProtocolError) || error.code !== METHOD_NOT_FOUND) throw error;
  }
  return all;
}

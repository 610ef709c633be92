import { type Client, type Prompt, ProtocolError, ProtocolErrorCode, type Resource, type ResourceTemplateType, type Tool } from '@modelcontextprotocol/client';
import { allPages, type ListPage } from '../../supervisor/stdio/all-pages.js';

/** All that a server lists, by kind. */
export interface MemberLists {
  tools: Tool[];
  prompts: Prompt[];
  resources: Resource[];
  templates: ResourceTemplateType[];
}
export type ListKind = keyof MemberLists;

const METHOD_NOT_FOUND: number = ProtocolErrorCode.MethodNotFound;

const pages: { [K in ListKind]: (client: Client, params: { cursor?: string }) => Promise<ListPage<MemberLists[K][number]>> } = {
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

/** All that a server lists of one kind; nothing when it has none of it. Throws when the list has no end. */
export async function listAll<K extends ListKind>(client: Client, kind: K): Promise<MemberLists[K][number][]> {
  if (client.getServerCapabilities()?.[capabilityOf[kind]] === undefined) return [];
  try {
    return await allPages<MemberLists[K][number]>(kind, (cursor) => pages[kind](client, cursor === undefined ? {} : { cursor }));
  } catch (error) {
    // A server may have resources and know nothing of templates.
    if (!(error instanceof ProtocolError) || error.code !== METHOD_NOT_FOUND) throw error;
    return [];
  }
}

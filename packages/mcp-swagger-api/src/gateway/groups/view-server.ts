import { ProtocolError, ProtocolErrorCode, Server, type ServerContext, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { mayUseServer } from '../../auth/access.service.js';
import type { Caller } from '../../auth/caller.js';
import { messageOf } from '../../common/error-facts.js';
import type { StoredMember } from '../../database/entities/group.entity.js';
import { callMember, hasCapability } from './call-member.js';
import { type MemberClients, MemberUnavailable } from './member-clients.js';
import type { Offers, Shown } from './offers.js';
import type { Origin } from './present.js';
import { templateMatches } from './template-matches.js';
import type { View } from './view.js';

/** The revision without sessions, which is served beside those with. */
export const STATELESS = '2026-07-28';

const LIST_HINT = { ttlMs: 0, cacheScope: 'private' } as const;

export interface ViewServerParts {
  offers: Offers;
  clients: MemberClients;
  /** As it is now; undefined when it is gone. */
  view: () => View | undefined;
  /** Who speaks, of one request or of the session. */
  callerOf: (context: ServerContext) => Caller | undefined;
}

/** The protocol end of a view for one session, or for one request of the era without them: lists what it shows, and passes requests on to the servers behind it. */
export function viewServer({ name, instructions, capabilities }: View, { offers, clients, view, callerOf }: ViewServerParts): Server {
  const server = new Server({ name, version: '1', title: name }, {
    capabilities,
    instructions,
    cacheHints: { 'tools/list': LIST_HINT, 'prompts/list': LIST_HINT, 'resources/list': LIST_HINT, 'resources/templates/list': LIST_HINT },
    supportedProtocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS, STATELESS],
  });
  /** The members that the caller may use. */
  const members = (context: ServerContext): StoredMember[] => {
    const caller = callerOf(context);
    const now = view();
    if (now === undefined || caller === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, `There is no ${name} any more.`);
    return now.members.filter(({ serverId }) => mayUseServer(caller, serverId));
  };
  const pass = async <T>(serverId: string, context: ServerContext, method: Parameters<typeof callMember>[1], params: Record<string, unknown>): Promise<T> => (await callMember(await clients.client(serverId), method, params, context)) as T;

  if (capabilities.tools !== undefined) {
    server.setRequestHandler('tools/list', async (_request, context) => ({ tools: (await offers.tools(members(context))).items }));
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const { routes, unavailable } = await offers.tools(members(context));
      const origin = routes.get(params.name) ?? unknown('tool', params.name, unavailable);
      try {
        return await pass(origin.serverId, context, 'tools/call', { ...params, name: origin.own });
      } catch (error) {
        if (error instanceof ProtocolError) throw error;
        const text = error instanceof MemberUnavailable ? error.message : `The server of ${params.name} went away before it answered: ${messageOf(error)}`;
        return { content: [{ type: 'text', text }], isError: true };
      }
    });
  }
  if (capabilities.prompts !== undefined) {
    server.setRequestHandler('prompts/list', async (_request, context) => ({ prompts: (await offers.prompts(members(context))).items }));
    server.setRequestHandler('prompts/get', async ({ params }, context) => {
      const { routes, unavailable } = await offers.prompts(members(context));
      const origin = routes.get(params.name) ?? unknown('prompt', params.name, unavailable);
      return await pass(origin.serverId, context, 'prompts/get', { ...params, name: origin.own });
    });
  }
  if (capabilities.resources !== undefined) {
    server.setRequestHandler('resources/list', async (_request, context) => ({ resources: (await offers.resources(members(context))).items }));
    server.setRequestHandler('resources/templates/list', async (_request, context) => ({ resourceTemplates: (await offers.templates(members(context))).items }));
    server.setRequestHandler('resources/read', async ({ params }, context) => {
      const { serverId } = await ownerOf(params.uri, members(context), offers);
      return await pass(serverId, context, 'resources/read', { ...params });
    });
  }
  if (capabilities.completions !== undefined) {
    server.setRequestHandler('completion/complete', async ({ params }, context) => {
      const { ref } = params;
      const { routes, unavailable } = ref.type === 'ref/prompt' ? await offers.prompts(members(context)) : await offers.templates(members(context));
      const origin = routes.get(ref.type === 'ref/prompt' ? ref.name : ref.uri) ?? unknown(ref.type === 'ref/prompt' ? 'prompt' : 'template', ref.type === 'ref/prompt' ? ref.name : ref.uri, unavailable);
      // A server need not complete anything.
      if (!(await hasCapability(clients, origin.serverId, 'completions'))) return { completion: { values: [] } };
      return await pass(origin.serverId, context, 'completion/complete', { ...params, ref: ref.type === 'ref/prompt' ? { ...ref, name: origin.own } : ref });
    });
  }
  return server;
}

/** Whoever lists a resource, or the first who has a template that it may be made of. */
async function ownerOf(uri: string, members: readonly StoredMember[], offers: Offers): Promise<Origin> {
  const [resources, templates] = await Promise.all([offers.resources(members), offers.templates(members)]);
  const listed = resources.routes.get(uri);
  if (listed !== undefined) return listed;
  for (const [template, origin] of templates.routes) if (templateMatches(template, uri)) return origin;
  return unknown('resource', uri, resources.unavailable);
}

function unknown(what: string, name: string, unavailable: Shown<unknown>['unavailable']): never {
  const hint = unavailable.length === 0 ? '' : ` ${unavailable.length} of the servers behind it cannot be called now: ${unavailable.map(({ reason }) => reason).join(' ')}`;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no ${what} ${JSON.stringify(name.slice(0, 200))} here.${hint}`);
}

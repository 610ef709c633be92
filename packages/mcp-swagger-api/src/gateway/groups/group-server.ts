import { ProtocolError, ProtocolErrorCode, Server, type ServerContext, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { mayUseServer } from '../../auth/access.service.js';
import type { Caller } from '../../auth/caller.js';
import { messageOf } from '../../common/error-facts.js';
import type { GroupEntity } from '../../database/entities/group.entity.js';
import type { GroupsService, Shown } from './groups.service.js';
import { type MemberClients, MemberUnavailable } from './member-clients.js';

/** The revision without sessions, which is served beside those with. */
export const STATELESS = '2026-07-28';

const LIST_HINT = { ttlMs: 0, cacheScope: 'private' } as const;

/** A call may take as long as its server lets it; this bound is only for one that hangs. */
const CALL_MS = 10 * 60_000;

export interface GroupServerParts {
  groups: GroupsService;
  members: MemberClients;
  /** As it is now; undefined when it was deleted meanwhile. */
  group: () => GroupEntity | undefined;
  /** Who speaks, of one request or of the session. */
  callerOf: (context: ServerContext) => Caller | undefined;
}

/** The protocol end of a group for one session, or for one request of the era without them: lists the chosen tools, and passes calls on to their servers. */
export function groupServer(name: string, { groups, members, group, callerOf }: GroupServerParts): Server {
  const server = new Server({ name, version: '1', title: name }, {
    capabilities: { tools: { listChanged: true } },
    instructions: group()?.description,
    cacheHints: { 'tools/list': LIST_HINT },
    supportedProtocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS, STATELESS],
  });
  const shown = async (context: ServerContext): Promise<Shown> => {
    const caller = callerOf(context);
    const now = group();
    if (now === undefined || caller === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, `There is no group ${name} any more.`);
    return await groups.shown(now, (serverId) => mayUseServer(caller, serverId));
  };
  server.setRequestHandler('tools/list', async (_request, context) => ({ tools: (await shown(context)).tools }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const { routes, unavailable } = await shown(context);
    const route = routes.get(params.name);
    if (route === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(params.name, unavailable));
    try {
      const client = await members.client(route.serverId);
      const { progressToken } = context.mcpReq._meta ?? {};
      return await client.request({ method: 'tools/call', params: { name: route.tool, arguments: params.arguments ?? {} } }, {
        signal: context.mcpReq.signal,
        timeout: CALL_MS,
        resetTimeoutOnProgress: true,
        ...(progressToken === undefined ? {} : { onprogress: (progress) => void context.mcpReq.notify({ method: 'notifications/progress', params: { ...progress, progressToken } }).catch(() => {}) }),
      });
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const text = error instanceof MemberUnavailable ? error.message : `The server of ${params.name} went away before it answered: ${messageOf(error)}`;
      return { content: [{ type: 'text', text }], isError: true };
    }
  });
  return server;
}

function unknownTool(name: string, unavailable: Shown['unavailable']): string {
  const hint = unavailable.length === 0 ? '' : ` ${unavailable.length} of the group's servers cannot be called now: ${unavailable.map(({ reason }) => reason).join(' ')}`;
  return `There is no tool ${JSON.stringify(name.slice(0, 200))} in this group.${hint}`;
}

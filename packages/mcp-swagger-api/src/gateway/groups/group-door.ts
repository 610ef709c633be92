import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { mayUseServer } from '../../auth/access.service.js';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import { BodyTooLarge, readBody } from '../read-body.js';
import { refuse, tooLarge, unforeseen } from '../refusal.js';
import { GroupsService } from './groups.service.js';
import { MemberClients } from './member-clients.js';
import { Offers } from './offers.js';
import { readMessage } from './read-message.js';
import { ViewEndpoint } from './view-endpoint.js';
import { ALL_KINDS, type View } from './view.js';

/** The MCP endpoints of the groups. */
@Injectable()
export class GroupDoor implements OnApplicationShutdown {
  private readonly logger = new Logger(GroupDoor.name);
  readonly #endpoint: ViewEndpoint;
  readonly #maxBytes: number;

  constructor(
    private readonly groups: GroupsService,
    offers: Offers,
    clients: MemberClients,
    { variables }: Environment,
  ) {
    this.#maxBytes = variables.GATEWAY_MAX_BODY;
    this.#endpoint = new ViewEndpoint({
      offers,
      clients,
      find: (id) => this.#view(id),
      mostSessions: variables.MCP_MAX_CONNECTIONS,
      idleMs: variables.MCP_SESSION_IDLE_TIMEOUT,
      failed: ({ name }, message) => this.logger.debug(`Group ${name}: ${message}`),
    });
    groups.onChange((groupId) => this.#endpoint.tell(groupId));
  }

  /** Serves a request of a caller who was let in to the API. */
  serve(request: IncomingMessage, response: ServerResponse, name: string, caller: Caller): void {
    const view = this.#view(name);
    if (view === undefined) {
      refuse(request, response, { status: 404, code: 'GROUP_NOT_FOUND', detail: `There is no group ${JSON.stringify(name.slice(0, 200))}; GET /api/groups lists them.` });
      return;
    }
    if (view.members.length > 0 && !view.members.some(({ serverId }) => mayUseServer(caller, serverId))) {
      refuse(request, response, { status: 403, code: 'FORBIDDEN', detail: `${caller.name} may use none of the servers of this group; it wants the role operator, or a key with the scope mcp.` });
      return;
    }
    readBody(request, this.#maxBytes, (body) => {
      if (body.kind === 'too-large') {
        refuse(request, response, tooLarge(this.#maxBytes));
        return;
      }
      const answered = readMessage(request, response, body).then((message) => (message === undefined ? undefined : this.#endpoint.answer(view, { request, response, caller, body: message.value })));
      answered.catch((error: unknown) => {
        if (response.destroyed) return;
        if (!(error instanceof BodyTooLarge)) this.logger.error(`Group ${view.name}: ${messageOf(error)}`);
        refuse(request, response, error instanceof BodyTooLarge ? tooLarge(this.#maxBytes) : unforeseen);
      });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#endpoint.close();
  }

  #view(nameOrId: string): View | undefined {
    const group = this.groups.find(nameOrId);
    return group === undefined ? undefined : { id: group.id, name: group.name, instructions: group.description, members: group.members, capabilities: ALL_KINDS };
  }
}

import type { Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/client';
import { Injectable } from '@nestjs/common';
import { messageOf } from '../../common/error-facts.js';
import type { StoredMember } from '../../database/entities/group.entity.js';
import { MemberClients } from './member-clients.js';
import type { ListKind, MemberLists } from './member-lists.js';
import { type Presented, presentPrompts, presentResources, presentTools } from './present.js';

/** What is shown of one kind, and which members cannot be called now. */
export type Shown<T> = Presented<T> & { unavailable: { serverId: string; reason: string }[] };

/** What members offer together, as they list it now. */
@Injectable()
export class Offers {
  constructor(private readonly clients: MemberClients) {}

  tools(members: readonly StoredMember[]): Promise<Shown<Tool>> {
    return this.#shown(members, 'tools', (listOf) => presentTools(members, listOf));
  }

  prompts(members: readonly StoredMember[]): Promise<Shown<Prompt>> {
    return this.#shown(members, 'prompts', (listOf) => presentPrompts(members, listOf));
  }

  resources(members: readonly StoredMember[]): Promise<Shown<Resource>> {
    return this.#shown(members, 'resources', (listOf) => presentResources(members, listOf, ({ uri }) => uri));
  }

  templates(members: readonly StoredMember[]): Promise<Shown<ResourceTemplateType>> {
    return this.#shown(members, 'templates', (listOf) => presentResources(members, listOf, ({ uriTemplate }) => uriTemplate));
  }

  async #shown<K extends ListKind, T>(members: readonly StoredMember[], kind: K, present: (listOf: (serverId: string) => MemberLists[K]) => Presented<T>): Promise<Shown<T>> {
    const unavailable: Shown<T>['unavailable'] = [];
    const lists = new Map<string, MemberLists[K]>();
    await Promise.all(
      members.map(async ({ serverId }) => {
        try {
          lists.set(serverId, await this.clients.list(serverId, kind));
        } catch (error) {
          unavailable.push({ serverId, reason: messageOf(error) });
        }
      }),
    );
    return { ...present((serverId) => lists.get(serverId) ?? []), unavailable };
  }
}

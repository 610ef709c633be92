import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { isUniqueViolation } from '../../common/database-error.js';
import { isRowId } from '../../common/id.js';
import { requireRevision, revisionOf } from '../../common/revision.js';
import { Turns } from '../../common/turns.js';
import { GroupEntity, type StoredMember } from '../../database/entities/group.entity.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import { Changes } from '../../nodes/changes.js';
import { ServersService } from '../../servers/servers.service.js';
import type { CreateGroupBody, UpdateGroupBody } from './group.schemas.js';
import { canBeMember, MEMBER_TRANSPORTS, MemberClients } from './member-clients.js';

/** More than anybody will tell apart. */
const MOST_GROUPS = 500;

/** The groups, by heart as in the database: a call through one asks no database. */
@Injectable()
export class GroupsService implements OnApplicationBootstrap {
  readonly #byId = new Map<string, GroupEntity>();
  /** Changes of one group are made one after the other. */
  readonly #turns = new Turns();
  readonly #listeners = new Set<(groupId: string) => void>();

  constructor(
    @InjectRepository(GroupEntity) private readonly groups: Repository<GroupEntity>,
    private readonly servers: ServersService,
    members: MemberClients,
    private readonly events: AppEventEmitter,
    changes: Changes,
  ) {
    changes.onRemote('group.changed', ({ groupId }) => void this.#readAgain(groupId).catch(() => {}));
    members.onChange((serverId) => {
      for (const group of this.#byId.values()) if (group.members.some((member) => member.serverId === serverId)) this.#announce(group.id);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const group of await this.groups.find()) this.#byId.set(group.id, group);
  }

  /** Calls back when what a group shows may be other than before, or the group is gone. */
  onChange(listener: (groupId: string) => void): void {
    this.#listeners.add(listener);
  }

  list(): GroupEntity[] {
    return [...this.#byId.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** By id or name; an id wins. */
  find(nameOrId: string): GroupEntity | undefined {
    return this.#byId.get(nameOrId) ?? this.list().find(({ name }) => name === nameOrId);
  }

  get(id: string): GroupEntity {
    const group = isRowId(id) ? this.#byId.get(id) : undefined;
    if (group === undefined) throw new AppError(404, 'GROUP_NOT_FOUND', `There is no group ${id}; GET /api/groups lists them.`);
    return group;
  }

  async create({ name, description = '', members = [] }: CreateGroupBody): Promise<GroupEntity> {
    if (this.#byId.size >= MOST_GROUPS) throw new AppError(409, 'TOO_MANY_GROUPS', `There are ${MOST_GROUPS} groups already; delete one.`, { most: MOST_GROUPS });
    return await this.#save(this.groups.create({ id: randomUUID(), name, description, members }));
  }

  update(id: string, body: UpdateGroupBody, ifMatch?: string): Promise<GroupEntity> {
    return this.#turns.run(id, async () => {
      const group = this.get(id);
      requireRevision(ifMatch, groupRevision(group));
      return this.#save(Object.assign(this.groups.create(), group, body));
    });
  }

  delete(id: string, ifMatch?: string): Promise<void> {
    return this.#turns.run(id, async () => {
      requireRevision(ifMatch, groupRevision(this.get(id)));
      await this.groups.delete({ id });
      this.#byId.delete(id);
      this.#announce(id);
      this.events.emit('group.changed', { timestamp: Date.now(), groupId: id });
    });
  }

  async #save(group: GroupEntity): Promise<GroupEntity> {
    await this.#refuseUnknown(group.members);
    try {
      const saved = await this.groups.save(group);
      this.#byId.set(saved.id, saved);
      this.#announce(saved.id);
      this.events.emit('group.changed', { timestamp: Date.now(), groupId: saved.id });
      return saved;
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError(409, 'GROUP_NAME_TAKEN', `There is a group ${group.name} already; choose another name.`, { name: group.name }, error);
      throw error;
    }
  }

  /** Another node changed it. */
  async #readAgain(id: string): Promise<void> {
    const group = await this.groups.findOneBy({ id });
    if (group === null) this.#byId.delete(id);
    else this.#byId.set(id, group);
    this.#announce(id);
  }

  async #refuseUnknown(members: StoredMember[]): Promise<void> {
    const known = new Map((await this.servers.list()).map((server) => [server.id, server]));
    for (const { serverId } of members) {
      const server = known.get(serverId);
      if (server === undefined) throw new AppError(422, 'MEMBER_NOT_FOUND', `There is no server ${serverId}; GET /api/servers lists them.`);
      if (!canBeMember(server.transport)) throw new AppError(422, 'MEMBER_TRANSPORT', `Server ${server.name} has the transport ${server.transport}; members of groups need one of the transports ${MEMBER_TRANSPORTS.join(' and ')}.`, { name: server.name, transport: server.transport, allowed: MEMBER_TRANSPORTS.join(', ') });
    }
  }

  #announce(groupId: string): void {
    for (const listener of this.#listeners) listener(groupId);
  }
}

/** The state of a group as it is kept; what its members show is theirs. */
export function groupRevision({ id, name, description, members }: GroupEntity): string {
  return revisionOf({ id, name, description, members });
}

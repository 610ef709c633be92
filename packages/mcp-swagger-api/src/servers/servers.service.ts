import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isUniqueViolation } from '../common/database-error.js';
import { isRowId } from '../common/id.js';
import { requireRevision } from '../common/revision.js';
import { SecretBox } from '../common/secret-box.js';
import { serverNotFound } from '../common/server-not-found.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { type DesiredState, ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { Leases } from '../nodes/leases.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { refuseForeignSettings, refuseReplicas, transportOf } from './command-settings.js';
import { DocumentFollowers } from './document-followers.js';
import { type Applied, type CreateServerBody, SERVING_FIELDS, type UpdateServerBody } from './server.schemas.js';
import { ownHosts, refuseHosts, typedHosts, typedHostsOf } from './own-hosts.js';
import { nameTaken } from './name-taken.js';
import { ServerReconciler } from './server-reconciler.js';
import { serverRevision } from './server-revision.js';
import { ServerTurns } from './server-turns.js';
import { partServing } from './introspection-secret.js';
import { sealAgain, sealSecrets } from './upstream-secrets.js';
import { messageOf } from '../common/error-facts.js';

const PLACES = 'servers';

/** Fields of a server that its process never hears of. */
const NOT_OF_THE_PROCESS = new Set(['description', 'tags', 'autoStart', 'nodeLabels', 'replicas']);

/** A changed server, and how its process came to know. */
export interface Changed {
  server: ServerEntity;
  applied: Applied;
}

/** The configured servers and what is desired of them. */
@Injectable()
export class ServersService {
  /** What looks at all servers and adds to them is done by one at a time, or two would both find the last place free. */
  readonly #places = new Turns();

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly documents: DocumentsService,
    private readonly supervisor: SupervisorService,
    private readonly reconciler: ServerReconciler,
    private readonly secrets: SecretBox,
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
    private readonly turns: ServerTurns,
    private readonly leases: Leases,
    private readonly followers: DocumentFollowers,
  ) {}

  list(): Promise<ServerEntity[]> {
    return this.servers.find({ order: { name: 'ASC' } });
  }

  async get(id: string): Promise<ServerEntity> {
    return (isRowId(id) ? await this.servers.findOneBy({ id }) : null) ?? serverNotFound(id);
  }

  /** `isTrusted`: the addresses in it may be private ones. Throws AppError 403 when the list of allowed hosts is set by somebody who is not. */
  async create(body: CreateServerBody, isTrusted: boolean): Promise<ServerEntity> {
    const id = randomUUID();
    refuseHosts(body.outgoingHosts, [], isTrusted);
    refuseForeignSettings(body.command !== undefined, body);
    refuseReplicas({ transport: transportOf(body, this.environment.variables.MCP_DEFAULT_TRANSPORT), replicas: body.replicas });
    // 0 is any free one.
    const port = (body.port ?? this.environment.variables.MCP_DEFAULT_PORT) || null;
    // What will be refused is refused before its document is read, which may take a while.
    await this.#refuseTooMany();
    await this.#refuseTaken(id, body.name, port);
    const documentId = await this.#documentOf(body, isTrusted);
    try {
      return await this.turns.run(id, () => this.#create(id, port, documentId, body, isTrusted));
    } catch (error) {
      // The first error is the one to tell.
      await this.documents.release(documentId).catch(() => {});
      throw error;
    }
  }

  /** Changes what is given. A process that is up takes it over, with its sessions; port, transport and the like want a new process. Throws AppError 409 or 422 when that is refused. */
  update(id: string, body: UpdateServerBody, isTrusted: boolean, ifMatch?: string): Promise<Changed> {
    return this.turns.run(id, async () => {
      requireRevision(ifMatch, serverRevision(await this.get(id)));
      return this.#update(id, body, isTrusted);
    });
  }

  /** Changes what REST has other words for. What `edit` throws leaves all as it was. */
  edit(id: string, edit: (server: ServerEntity) => Promise<void>): Promise<Changed> {
    return this.turns.run(id, async () => {
      const server = await this.get(id);
      await edit(server);
      return this.#apply(server, true, () => this.#save(server));
    });
  }

  delete(id: string, ifMatch?: string): Promise<void> {
    return this.turns.run(id, async () => {
      const server = await this.get(id);
      requireRevision(ifMatch, serverRevision(server));
      // The row first: should the stop take long, a new start already finds nothing to start.
      await this.servers.delete({ id });
      await this.supervisor.remove(id);
      this.leases.forget(id);
      this.#announce(id, 'deleted');
      await this.documents.release(server.documentId);
    });
  }

  /** `chosen`: another node found that it should run here. */
  setDesiredState(id: string, desiredState: DesiredState, chosen = false): Promise<ServerEntity> {
    return this.turns.run(id, async () => {
      const server = await this.#desire(id, desiredState);
      await this.reconciler.reconcile(server, { asked: true, chosen });
      this.#askReplicas(server, false);
      return server;
    });
  }

  restart(id: string, chosen = false): Promise<ServerEntity> {
    return this.turns.run(id, async () => {
      const server = await this.#desire(id, 'running');
      await this.reconciler.restart(server, chosen);
      this.#askReplicas(server, true);
      return server;
    });
  }

  /**
   * Reads the document again from its address. The new text takes the place of the old one once it is converted and the process, if it runs,
   * serves it; then the other servers of the document follow. Throws AppError 409 for a document without an address, 422 for a broken one.
   */
  async reload(id: string): Promise<Changed> {
    const { name, documentId } = await this.get(id);
    if (documentId === null) throw new AppError(409, 'NO_DOCUMENT', `Server ${name} is a command and has no document to read again; restart it.`);
    const document = await this.documents.get(documentId);
    if (document.sourceUrl === null) {
      throw new AppError(409, 'DOCUMENT_WITHOUT_ADDRESS', `The document of server ${name} was given as text and cannot be read again; PATCH the server with another documentId.`);
    }
    const conversion = await this.documents.readAgain(document).catch((error: unknown) => {
      this.supervisor.noteRefusedReload(id, messageOf(error));
      throw error;
    });
    const changed = await this.turns.run(id, async () => {
      const current = await this.get(id);
      if (current.documentId !== documentId) throw new AppError(409, 'DOCUMENT_REPLACED', `Server ${name} was given another document meanwhile; try again.`);
      const outcome = this.reconciler.isUp(current) ? await this.reconciler.change(current, { content: conversion.text, always: true }) : 'stored';
      await this.documents.replace(documentId, conversion);
      if (outcome === 'restart-needed') await this.reconciler.restart(current);
      this.#announce(id, 'updated');
      const applied: Applied = outcome === 'restart-needed' ? 'restarted' : outcome;
      return { server: current, applied };
    });
    await this.followers.follow(documentId, id);
    return changed;
  }

  #askReplicas({ id, replicas }: ServerEntity, restart: boolean): void {
    if (replicas > 1) this.events.emit('replicas.asked', { serverId: id, timestamp: Date.now(), restart });
  }

  async #desire(id: string, desiredState: DesiredState): Promise<ServerEntity> {
    const server = await this.get(id);
    await this.servers.update({ id }, { desiredState });
    return Object.assign(server, { desiredState });
  }

  async #create(id: string, port: number | null, documentId: string | null, body: CreateServerBody, isTrusted: boolean): Promise<ServerEntity> {
    const { name, description = '', tags = [], baseUrl = null, filters = {}, restartPolicy = {}, limits = {}, confined = null, upstreamProbe = null, autoStart = false, command = null, processPer = 'session' } = body;
    const { serving, introspection = null } = partServing(body);
    const server = this.servers.create({
      id,
      name,
      description,
      tags,
      baseUrl,
      filters,
      restartPolicy,
      limits,
      confined,
      upstreamProbe,
      autoStart,
      command,
      processPer,
      transport: transportOf(body, this.environment.variables.MCP_DEFAULT_TRANSPORT),
      port,
      lastPort: null,
      endpoint: body.endpoint ?? (body.transport === 'sse' ? '/sse' : '/mcp'),
      documentId,
      serving,
      outgoingHosts: body.outgoingHosts ?? [],
      ownHosts: isTrusted ? typedHosts(body) : [],
      ...sealSecrets(this.secrets, id, { auth: body.auth ?? null, headers: body.headers ?? {}, credentials: body.credentials ?? {}, environment: body.environment ?? {}, introspection }),
      nodeLabels: body.nodeLabels ?? {},
      replicas: body.replicas ?? 1,
      desiredState: autoStart ? 'running' : 'stopped',
    });
    await this.#places.run(PLACES, async () => {
      await this.#refuseTooMany();
      await this.#refuseTaken(id, server.name, port);
      await this.documents.use(documentId, () => this.#save(server));
    });
    this.#announce(id, 'created');
    await this.reconciler.reconcile(server);
    return server;
  }

  async #update(id: string, body: UpdateServerBody, isTrusted: boolean): Promise<Changed> {
    const server = await this.get(id);
    refuseHosts(body.outgoingHosts, server.outgoingHosts, isTrusted);
    const before = server.ownHosts ?? typedHostsOf(server, this.secrets);
    const { documentId: earlierDocument } = server;
    refuseForeignSettings(server.command !== null, body);
    const { auth, headers, credentials, environment, port, ...rest } = body;
    const plain = Object.fromEntries(Object.entries(rest).filter(([field]) => !(SERVING_FIELDS as string[]).includes(field)));
    const { serving, introspection } = partServing(body, server);
    if ([auth, headers, credentials, environment, introspection].some((given) => given !== undefined)) Object.assign(server, sealAgain(this.secrets, server, { auth, headers, credentials, environment, introspection }));
    Object.assign(server, plain, { port: port === undefined ? server.port : port || null, serving: { ...server.serving, ...serving } });
    refuseReplicas(server);
    server.ownHosts = ownHosts(before, typedHostsOf(server, this.secrets), isTrusted ? typedHosts(body) : []);
    await this.#refuseTaken(id, server.name, server.port);
    const concernsProcess = Object.keys(body).some((field) => !NOT_OF_THE_PROCESS.has(field));
    const save = () =>
      this.#places.run(PLACES, async () => {
        await this.#refuseTaken(id, server.name, server.port);
        await this.documents.use(server.documentId, () => this.#save(server));
      });
    const changed = await this.#apply(server, concernsProcess, save);
    if (server.documentId !== earlierDocument) await this.documents.release(earlierDocument);
    return changed;
  }

  async #apply(server: ServerEntity, concernsProcess: boolean, save: () => Promise<void>): Promise<Changed> {
    const applied: Applied = concernsProcess && this.reconciler.isUp(server) ? await this.#changeThenSave(server, save) : await save().then(() => 'stored');
    this.#announce(server.id, 'updated');
    return { server, applied };
  }

  /** What the process refuses is not stored; what is not stored is taken back from the process. */
  async #changeThenSave(server: ServerEntity, save: () => Promise<void>): Promise<Applied> {
    const outcome = await this.reconciler.change(server);
    try {
      await save();
    } catch (error) {
      // The first error is the one to tell.
      if (outcome !== 'restart-needed') await this.get(server.id).then((before) => this.reconciler.change(before)).catch(() => {});
      throw error;
    }
    if (outcome === 'restart-needed') await this.reconciler.restart(server);
    return outcome === 'restart-needed' ? 'restarted' : outcome;
  }

  async #documentOf({ documentId, openapiUrl, openapiData, command }: CreateServerBody, isTrusted: boolean): Promise<string | null> {
    if (command !== undefined) return null;
    if (documentId !== undefined) return (await this.documents.get(documentId)).id;
    return (await this.documents.create({ openapiUrl, openapiData }, false, isTrusted)).document.id;
  }

  async #refuseTooMany(): Promise<void> {
    const most = this.environment.variables.PROCESS_MAX_SERVERS;
    if ((await this.servers.count()) < most) return;
    throw new AppError(409, 'TOO_MANY_SERVERS', `There are ${most} servers already, as many as PROCESS_MAX_SERVERS allows; delete one or raise it.`, { most });
  }

  async #refuseTaken(id: string, name: string, port: number | null): Promise<void> {
    if ((await this.servers.findOneBy({ id: Not(id), name })) !== null) throw nameTaken(name);
    if (port === null) return;
    if (port === this.environment.port) throw new AppError(409, 'PORT_TAKEN', `Port ${port} is the API's own; choose another, or 0 for any free one.`, { port, by: 'API' });
    const neighbour = await this.servers.findOneBy({ id: Not(id), port });
    if (neighbour !== null) throw new AppError(409, 'PORT_TAKEN', `Port ${port} is taken by server ${neighbour.name}; choose another, or 0 for any free one.`, { port, by: neighbour.name });
  }

  async #save(server: ServerEntity): Promise<void> {
    try {
      // The port that it had last is written when a process starts, which may be while we are here.
      const { lastPort: _lastPort, ...row } = server;
      Object.assign(server, await this.servers.save(row));
    } catch (error) {
      // Two requests at once may both have found the name free.
      if (isUniqueViolation(error)) throw nameTaken(server.name);
      throw error;
    }
  }

  #announce(serverId: string, change: 'created' | 'updated' | 'deleted'): void {
    this.events.emit('server.changed', { serverId, timestamp: Date.now(), change });
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, QueryFailedError, Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isRowId } from '../common/id.js';
import { SecretBox } from '../common/secret-box.js';
import { serverNotFound } from '../common/server-not-found.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { type DesiredState, ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { CreateServerBody, UpdateServerBody } from './server.schemas.js';
import { ServerReconciler } from './server-reconciler.js';
import { openSecrets, sealSecrets } from './upstream-secrets.js';
import { codeOf } from '../common/error-facts.js';

const UNIQUE_VIOLATION = '23505';

/** The configured servers and what is desired of them. */
@Injectable()
export class ServersService {
  /** What is asked of one server is done in order, so that the last wish is the one that holds. */
  readonly #turns = new Turns();

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly documents: DocumentsService,
    private readonly supervisor: SupervisorService,
    private readonly reconciler: ServerReconciler,
    private readonly secrets: SecretBox,
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
  ) {}

  list(): Promise<ServerEntity[]> {
    return this.servers.find({ order: { name: 'ASC' } });
  }

  async get(id: string): Promise<ServerEntity> {
    return (isRowId(id) ? await this.servers.findOneBy({ id }) : null) ?? serverNotFound(id);
  }

  async create(body: CreateServerBody): Promise<ServerEntity> {
    await this.#refuseTooMany();
    const id = randomUUID();
    const port = this.#port(body.port ?? this.environment.variables.MCP_DEFAULT_PORT);
    await this.#refuseTaken(id, body.name, port);
    const server = this.servers.create({
      id,
      name: body.name,
      description: body.description ?? '',
      transport: body.transport ?? this.environment.variables.MCP_DEFAULT_TRANSPORT,
      port,
      lastPort: null,
      endpoint: body.endpoint ?? '/mcp',
      documentId: await this.#documentOf(body),
      baseUrl: body.baseUrl ?? null,
      filters: body.filters ?? {},
      restartPolicy: body.restartPolicy ?? {},
      limits: body.limits ?? {},
      ...sealSecrets(this.secrets, id, { auth: body.auth ?? null, headers: body.headers ?? {} }),
      autoStart: body.autoStart ?? false,
      desiredState: body.autoStart === true ? 'running' : 'stopped',
    });
    await this.#save(server);
    this.#announce(id, 'created');
    await this.reconciler.reconcile(server);
    return server;
  }

  /** Changes what is given. A process that is up starts anew with it. */
  update(id: string, body: UpdateServerBody): Promise<ServerEntity> {
    return this.#turns.run(id, () => this.#update(id, body));
  }

  delete(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      const { documentId } = await this.get(id);
      // The row first: should the stop take long, a new start already finds nothing to start.
      await this.servers.delete({ id });
      await this.supervisor.remove(id);
      await this.documents.release(documentId);
      this.#announce(id, 'deleted');
    });
  }

  setDesiredState(id: string, desiredState: DesiredState): Promise<ServerEntity> {
    return this.#turns.run(id, async () => {
      const server = await this.#desire(id, desiredState);
      await this.reconciler.reconcile(server, true);
      return server;
    });
  }

  restart(id: string): Promise<ServerEntity> {
    return this.#turns.run(id, async () => {
      const server = await this.#desire(id, 'running');
      await this.reconciler.restart(server);
      return server;
    });
  }

  async #desire(id: string, desiredState: DesiredState): Promise<ServerEntity> {
    const server = await this.get(id);
    await this.servers.update({ id }, { desiredState });
    return Object.assign(server, { desiredState });
  }

  async #update(id: string, body: UpdateServerBody): Promise<ServerEntity> {
    const server = await this.get(id);
    const { documentId: earlierDocument } = server;
    const { auth, headers, port, ...plain } = body;
    if (plain.documentId !== undefined) await this.documents.get(plain.documentId);
    const newPort = port === undefined ? server.port : this.#port(port);
    await this.#refuseTaken(id, plain.name ?? server.name, newPort);
    if (auth !== undefined || headers !== undefined) {
      const known = openSecrets(this.secrets, id, server.sealedSecrets);
      Object.assign(server, sealSecrets(this.secrets, id, { auth: auth === undefined ? known.auth : auth, headers: headers ?? known.headers }));
    }
    await this.#save(Object.assign(server, plain, { port: newPort }));
    if (server.documentId !== earlierDocument) await this.documents.release(earlierDocument);
    this.#announce(id, 'updated');
    const isUp = !['stopped', 'failed'].includes(this.supervisor.view(id)?.state ?? 'stopped');
    if (isUp && server.desiredState === 'running') await this.reconciler.restart(server);
    return server;
  }

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId, port }: AppEventMap['mcp.server.started']): void {
    if (port === undefined) return;
    // A port that is not remembered costs a new address after the next start of the API, and nothing else.
    this.servers.update({ id: serverId }, { lastPort: port }).catch(() => {});
  }

  async #documentOf({ documentId, openapiUrl, openapiData }: CreateServerBody): Promise<string> {
    if (documentId !== undefined) return (await this.documents.get(documentId)).id;
    return (await this.documents.create({ openapiUrl, openapiData }, false)).document.id;
  }

  #port(port: number): number | null {
    return port === 0 ? null : port;
  }

  async #refuseTooMany(): Promise<void> {
    const most = this.environment.variables.PROCESS_MAX_SERVERS;
    if ((await this.servers.count()) < most) return;
    throw new AppError(409, 'TOO_MANY_SERVERS', `There are ${most} servers already, as many as PROCESS_MAX_SERVERS allows; delete one or raise it.`);
  }

  async #refuseTaken(id: string, name: string, port: number | null): Promise<void> {
    const namesake = await this.servers.findOneBy({ id: Not(id), name });
    if (namesake !== null) throw nameTaken(name);
    if (port === null) return;
    if (port === this.environment.port) throw new AppError(409, 'PORT_TAKEN', `Port ${port} is the API's own; choose another, or 0 for any free one.`);
    const neighbour = await this.servers.findOneBy({ id: Not(id), port });
    if (neighbour !== null) throw new AppError(409, 'PORT_TAKEN', `Port ${port} is taken by server ${neighbour.name}; choose another, or 0 for any free one.`);
  }

  async #save(server: ServerEntity): Promise<void> {
    try {
      await this.servers.save(server);
    } catch (error) {
      // Two requests at once may both have found the name free.
      if (error instanceof QueryFailedError && codeOf(error.driverError) === UNIQUE_VIOLATION) throw nameTaken(server.name);
      throw error;
    }
  }

  #announce(serverId: string, change: 'created' | 'updated' | 'deleted'): void {
    this.events.emit('server.changed', { serverId, timestamp: Date.now(), change });
  }
}

function nameTaken(name: string): AppError {
  return new AppError(409, 'SERVER_NAME_TAKEN', `There is a server ${name} already; choose another name.`);
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { SecretBox } from '../common/secret-box.js';
import { Environment } from '../config/environment.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { ProcessSpec } from '../supervisor/process-spec.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { processSpecOf } from './process-spec-of.js';
import { reconcile } from './reconcile.js';
import { openSecrets } from './upstream-secrets.js';

/** Brings processes to the state that is desired of them; nobody else starts or stops one. */
@Injectable()
export class ServerReconciler {
  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly documents: DocumentsService,
    private readonly supervisor: SupervisorService,
    private readonly secrets: SecretBox,
    private readonly environment: Environment,
  ) {}

  /** `asked`: a person wants it now, so a failed process is tried again. Resolves once the way is taken, not at its end. */
  async reconcile(server: ServerEntity, asked = false): Promise<void> {
    const observed = this.supervisor.view(server.id)?.state ?? 'stopped';
    const action = reconcile(server.desiredState, observed, asked);
    if (action === 'start') this.supervisor.start(await this.#specOf(server));
    if (action === 'stop') void this.supervisor.stop(server.id);
  }

  /** Runs it anew with what its row says now; a process that is not up is left to `reconcile`. */
  async restart(server: ServerEntity): Promise<void> {
    this.supervisor.restart(await this.#specOf(server));
  }

  /** At boot: those that ran, and those that shall always run. */
  async reconcileAll(): Promise<void> {
    await this.servers.update({ autoStart: true, desiredState: 'stopped' }, { desiredState: 'running' });
    for (const server of await this.servers.find({ where: { desiredState: 'running' }, order: { name: 'ASC' } })) await this.reconcile(server);
  }

  async #specOf(server: ServerEntity): Promise<ProcessSpec> {
    const { sourceUrl } = await this.documents.get(server.documentId);
    const content = await this.documents.content(server.documentId);
    return processSpecOf(server, { content, sourceUrl }, openSecrets(this.secrets, server.id, server.sealedSecrets), this.environment);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { codeOf, messageOf } from '../common/error-facts.js';
import type { DocumentEntity } from '../database/entities/document.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { ServerReconciler } from './server-reconciler.js';
import { ServerTurns } from './server-turns.js';

/** What a new version came to on one server. `stored`: it does not run, and will use the version when it starts. */
export interface ServerOutcome {
  serverId: string;
  name: string;
  applied: 'stored' | 'reloaded' | 'replaced' | 'restarted' | 'refused';
  error: { code: string; message: string } | null;
}

/** Gives a version of a document to all servers that use it. */
@Injectable()
export class DocumentApplication {
  private readonly logger = new Logger(DocumentApplication.name);

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly documents: DocumentsService,
    private readonly reconciler: ServerReconciler,
    private readonly turns: ServerTurns,
  ) {}

  /** One server that refuses it keeps its old tools until its next start, and says why; the others go on with the new ones. */
  async apply(documentId: string, number: number): Promise<{ document: DocumentEntity; servers: ServerOutcome[] }> {
    const document = await this.documents.apply(documentId, number);
    const outcomes: ServerOutcome[] = [];
    for (const server of await this.servers.find({ where: { documentId }, order: { name: 'ASC' } })) {
      const outcome = await this.turns.run(server.id, () => this.#give(server.id, documentId));
      if (outcome !== undefined) outcomes.push(outcome);
    }
    return { document, servers: outcomes };
  }

  @OnAppEvent('document.changed')
  onDocumentChanged({ documentId, number, change, autoApply }: AppEventMap['document.changed']): void {
    if (change !== 'proposed' || !autoApply) return;
    this.apply(documentId, number).catch((error: unknown) => this.logger.warn(`Version ${number} of document ${documentId} was not applied: ${messageOf(error)}`));
  }

  /** Undefined when it uses another document by now. */
  async #give(id: string, documentId: string): Promise<ServerOutcome | undefined> {
    const server = await this.servers.findOneBy({ id, documentId });
    if (server === null) return undefined;
    const { name } = server;
    if (!this.reconciler.isUp(server)) return { serverId: id, name, applied: 'stored', error: null };
    try {
      const outcome = await this.reconciler.change(server, { always: true });
      if (outcome === 'restart-needed') await this.reconciler.restart(server);
      return { serverId: id, name, applied: outcome === 'restart-needed' ? 'restarted' : outcome, error: null };
    } catch (error) {
      return { serverId: id, name, applied: 'refused', error: { code: codeOf(error) ?? 'INTERNAL_ERROR', message: messageOf(error) } };
    }
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { Changes } from '../nodes/changes.js';
import { ServerReconciler } from './server-reconciler.js';
import { ServerTurns } from './server-turns.js';

/** Gives the text that a document has now to the servers of it that run on this node. */
@Injectable()
export class DocumentFollowers {
  private readonly logger = new Logger(DocumentFollowers.name);

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly reconciler: ServerReconciler,
    private readonly turns: ServerTurns,
    changes: Changes,
  ) {
    changes.onRemote('document.changed', ({ documentId, change }) => {
      if (change === 'applied') this.follow(documentId).catch((error: unknown) => this.logger.warn(`Servers of document ${documentId} go on with its earlier text: ${messageOf(error)}`));
    });
  }

  /** `except`: a server that has it already. One that cannot serve it keeps its old tools until its next start, and shows why. */
  async follow(documentId: string, except?: string): Promise<void> {
    for (const { id } of await this.servers.findBy({ documentId })) {
      if (id === except) continue;
      await this.turns.run(id, async () => {
        const current = await this.servers.findOneBy({ id, documentId });
        if (current === null || !this.reconciler.isUp(current)) return;
        const outcome = await this.reconciler.change(current, { always: true }).catch(() => 'refused' as const);
        if (outcome === 'restart-needed') await this.reconciler.restart(current);
      });
    }
  }
}

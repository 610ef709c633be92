import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { DocumentEntity } from '../database/entities/document.entity.js';
import { Schedule } from '../database/schedule/schedule.js';
import { DocumentsService } from './documents.service.js';

const LOOK_EVERY_MS = 30_000;
/** The rest has its turn at the next look. */
const AT_ONCE = 50;

/** Looks at the addresses of documents that shall be looked at, when it is time; one of several nodes does. */
@Injectable()
export class DocumentRefresh implements OnApplicationBootstrap {
  private readonly logger = new Logger(DocumentRefresh.name);

  constructor(
    @InjectRepository(DocumentEntity) private readonly rows: Repository<DocumentEntity>,
    private readonly documents: DocumentsService,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every({ name: 'document-refresh', intervalMs: LOOK_EVERY_MS, run: () => this.refreshDue() });
  }

  /** Those whose interval has passed, the longest waiting first. A look that fails is noted with its document, and repeated after the interval. */
  async refreshDue(): Promise<void> {
    const due = await this.rows
      .createQueryBuilder('document')
      .where(`document.refreshMs IS NOT NULL AND document.sourceUrl IS NOT NULL`)
      .andWhere(`(document.checkedAt IS NULL OR document.checkedAt <= now() - document.refreshMs * interval '1 millisecond')`)
      .orderBy('document.checkedAt', 'ASC', 'NULLS FIRST')
      .limit(AT_ONCE)
      .getMany();
    for (const { id, title } of due) {
      await this.documents.refresh(id).catch((error: unknown) => this.logger.warn(`Document ${title} (${id}) could not be read again: ${messageOf(error)}`));
    }
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { DocumentVersionEntity, type VersionOrigin } from '../database/entities/document-version.entity.js';
import { DocumentEntity } from '../database/entities/document.entity.js';
import type { Conversion } from './conversion.js';

/** Of each document so many versions are kept, and the one in use. */
const MOST_VERSIONS = 20;

/** The columns that a reading fills, of a document and of its versions. */
export function contentOf({ title, version, openapiVersion, hash, tools, text }: Conversion) {
  return { title, version, openapiVersion, hash, toolCount: tools.length, bytes: Buffer.byteLength(text), content: text };
}

/** The texts that documents had, have, and may get. Whoever changes them has the document's turn. */
@Injectable()
export class DocumentVersions {
  constructor(@InjectRepository(DocumentVersionEntity) private readonly versions: Repository<DocumentVersionEntity>) {}

  /** The newest first. */
  list(documentId: string): Promise<DocumentVersionEntity[]> {
    return this.versions.find({ where: { documentId }, order: { number: 'DESC' }, take: MOST_VERSIONS + 1 });
  }

  async newest(documentId: string): Promise<DocumentVersionEntity | null> {
    return this.versions.findOne({ where: { documentId }, order: { number: 'DESC' } });
  }

  async content(documentId: string, number: number): Promise<string> {
    const found = await this.versions.findOne({ where: { documentId, number }, select: { id: true, content: true } });
    return found?.content ?? versionNotFound(number);
  }

  /** Keeps a text as the newest version, to be applied later; the same text as the newest one is no new version. Gives its number, and whether it is new. */
  async propose(documentId: string, conversion: Conversion, origin: VersionOrigin): Promise<{ number: number; isNew: boolean }> {
    const newest = await this.newest(documentId);
    if (newest?.hash === conversion.hash) return { number: newest.number, isNew: false };
    const number = (newest?.number ?? 0) + 1;
    await this.enter(this.versions.manager, documentId, number, conversion, origin);
    await this.#forgetOld(documentId);
    return { number, isNew: true };
  }

  async enter(manager: EntityManager, documentId: string, number: number, conversion: Conversion, origin: VersionOrigin): Promise<void> {
    const appliedAt = origin === 'created' ? new Date() : null;
    await manager.insert(DocumentVersionEntity, { id: randomUUID(), documentId, number, ...contentOf(conversion), origin, appliedAt });
  }

  /** Makes a version the one that the document's row holds. Throws AppError VERSION_NOT_FOUND. */
  async apply(documentId: string, number: number): Promise<void> {
    await this.versions.manager.transaction(async (manager) => {
      const found = await manager.findOne(DocumentVersionEntity, {
        where: { documentId, number },
        select: { id: true, title: true, version: true, openapiVersion: true, hash: true, toolCount: true, bytes: true, content: true },
      });
      if (found === null) versionNotFound(number);
      const { id, title, version, openapiVersion, hash, toolCount, bytes, content } = found;
      await manager.update(DocumentEntity, { id: documentId }, { title, version, openapiVersion, hash, toolCount, bytes, content, number });
      await manager.update(DocumentVersionEntity, { id }, { appliedAt: new Date() });
    });
  }

  async #forgetOld(documentId: string): Promise<void> {
    await this.versions.query(
      `DELETE FROM "document_versions" v USING "documents" d WHERE v."document_id" = $1 AND d."id" = $1 AND v."number" <> d."number"
       AND v."number" <= (SELECT max("number") FROM "document_versions" WHERE "document_id" = $1) - $2`,
      [documentId, MOST_VERSIONS],
    );
  }
}

function versionNotFound(number: number): never {
  throw new AppError(404, 'VERSION_NOT_FOUND', `The document has no version ${number}; GET its versions to see which there are.`);
}

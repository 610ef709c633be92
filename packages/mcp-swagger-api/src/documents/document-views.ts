import type { DocumentVersionEntity } from '../database/entities/document-version.entity.js';
import type { DocumentEntity } from '../database/entities/document.entity.js';
import type { DocumentView } from './document.schemas.js';
import { documentRevision } from './documents.service.js';

/** A document as REST shows it; of its credential only that it is set. */
export function toDocumentView(document: DocumentEntity): DocumentView {
  const { id, title, version, openapiVersion, sourceUrl, hash, toolCount, bytes, number, authType, refreshMs, autoApply, checkedAt, checkError, createdAt } = document;
  return {
    id,
    title,
    version,
    openapiVersion,
    sourceUrl,
    hash,
    toolCount,
    bytes,
    number,
    auth: authType === null ? null : { type: authType, set: true },
    refreshIntervalMs: refreshMs,
    autoApply,
    checkedAt: checkedAt?.toISOString() ?? null,
    checkError,
    createdAt: createdAt.toISOString(),
    revision: documentRevision(document),
  };
}

export function toVersionView({ number, title, version, openapiVersion, hash, toolCount, bytes, origin, createdAt, appliedAt }: DocumentVersionEntity, inUse: number) {
  const times = { createdAt: createdAt.toISOString(), appliedAt: appliedAt?.toISOString() ?? null };
  return { number, title, version, openapiVersion, hash, toolCount, bytes, origin, ...times, inUse: number === inUse };
}

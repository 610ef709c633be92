import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { DocumentEntity } from './document.entity.js';

export type VersionOrigin = 'created' | 'handed-in' | 'fetched';

/** A text that a document has, had, or may get. */
@Entity({ name: 'document_versions' })
@Index('document_versions_number', ['documentId', 'number'], { unique: true })
export class DocumentVersionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'document_versions_pkey' })
  id: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId: string;

  @ManyToOne(() => DocumentEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'document_id', foreignKeyConstraintName: 'document_versions_document' })
  document?: DocumentEntity;

  /** Counts the document's versions from 1. */
  @Column({ type: 'integer' })
  number: number;

  @Column({ type: 'text' })
  title: string;

  /** The API's version as the document says it. */
  @Column({ type: 'text' })
  version: string;

  @Column({ name: 'openapi_version', type: 'text' })
  openapiVersion: string;

  /** SHA-256 of the content, hexadecimal. */
  @Column({ type: 'text' })
  hash: string;

  @Column({ name: 'tool_count', type: 'integer' })
  toolCount: number;

  @Column({ type: 'integer' })
  bytes: number;

  /** The text itself: read only where it is asked for. */
  @Column({ type: 'text', select: false })
  content: string;

  /** Its first text, one that was handed in later, or one that was found at its address. */
  @Column({ type: 'text' })
  origin: VersionOrigin;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** When servers began to use it; null while it is only proposed. */
  @Column({ name: 'applied_at', type: 'timestamptz', nullable: true })
  appliedAt: Date | null;
}

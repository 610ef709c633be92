import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A text that a document has, had, or may get. */
@Entity({ name: 'document_versions' })
@Index('document_versions_number', ['documentId', 'number'], { unique: true })
export class DocumentVersionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'document_versions_pkey' })
  id: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId: string;

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

  /** Where it came from: its first text, an edit, a look at its address, or an earlier version again. */
  @Column({ type: 'text' })
  origin: 'created' | 'handed-in' | 'fetched' | 'restored';

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** When servers began to use it; null while it is only proposed. */
  @Column({ name: 'applied_at', type: 'timestamptz', nullable: true })
  appliedAt: Date | null;
}

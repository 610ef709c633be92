import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** An OpenAPI document as it was when it was read; several servers may use one. */
@Entity({ name: 'documents' })
@Index('documents_created_at', ['createdAt'])
export class DocumentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'documents_pkey' })
  id: string;

  @Column({ type: 'text' })
  title: string;

  /** The API's version as the document says it. */
  @Column({ type: 'text' })
  version: string;

  /** The version of OpenAPI that it is written in. */
  @Column({ name: 'openapi_version', type: 'text' })
  openapiVersion: string;

  /** Where it was read from; null if it was handed in. */
  @Column({ name: 'source_url', type: 'text', nullable: true })
  sourceUrl: string | null;

  /** An admin typed that address, so it may be a private one. */
  @Column({ name: 'source_trusted', type: 'boolean', default: true })
  sourceTrusted: boolean;

  /** SHA-256 of the content, hexadecimal. */
  @Column({ type: 'text' })
  hash: string;

  @Column({ name: 'tool_count', type: 'integer' })
  toolCount: number;

  @Column({ type: 'integer' })
  bytes: number;

  /** The text itself, up to 32 MiB: read only where it is asked for. */
  @Column({ type: 'text', select: false })
  content: string;

  /** It was handed in by itself. One that came with a server goes with the last server that uses it. */
  @Column({ type: 'boolean', default: false })
  kept: boolean;

  /** The number of the version that servers use. */
  @Column({ type: 'integer', default: 1 })
  number: number;

  /** The credential for its address, sealed by SecretBox with the document's id as context. */
  @Column({ name: 'sealed_auth', type: 'text', nullable: true })
  sealedAuth: string | null;

  /** The kind of that credential, which may be shown. */
  @Column({ name: 'auth_type', type: 'text', nullable: true })
  authType: string | null;

  /** How often its address is looked at for a new version, in ms; null: never. */
  @Column({ name: 'refresh_ms', type: 'integer', nullable: true })
  refreshMs: number | null;

  /** What such a look finds is given to the servers at once, instead of waiting for somebody to say so. */
  @Column({ name: 'auto_apply', type: 'boolean', default: false })
  autoApply: boolean;

  /** What its address tagged the newest version with. */
  @Column({ type: 'text', nullable: true })
  etag: string | null;

  @Column({ name: 'checked_at', type: 'timestamptz', nullable: true })
  checkedAt: Date | null;

  /** Why the last look failed. */
  @Column({ name: 'check_error', type: 'text', nullable: true })
  checkError: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

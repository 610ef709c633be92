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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

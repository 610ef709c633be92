import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The fields that a request changed, without secrets. */
export type StoredChanges = Record<string, { before: unknown; after: unknown }>;

/** One request that would change something: who sent it, from where, and what came of it. */
@Entity({ name: 'audit_entries' })
@Index('audit_entries_at', ['at', 'id'])
@Index('audit_entries_target_id', ['targetId'])
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_entries_pkey' })
  id: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** How the caller proved who he is; `nobody` when he did not. */
  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: string;

  @Column({ name: 'actor_id', type: 'text', nullable: true })
  actorId: string | null;

  @Column({ name: 'actor_name', type: 'text', nullable: true })
  actorName: string | null;

  @Column({ type: 'text', nullable: true })
  ip: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent: string | null;

  /** The method and the route, such as `PATCH /api/servers/:id`. */
  @Column({ type: 'text' })
  action: string;

  @Column({ type: 'text' })
  path: string;

  @Column({ name: 'target_type', type: 'text', nullable: true })
  targetType: string | null;

  @Column({ name: 'target_id', type: 'text', nullable: true })
  targetId: string | null;

  /** HTTP; 499 when the caller left before the answer. */
  @Column({ type: 'integer' })
  status: number;

  /** StoredChanges. */
  @Column({ type: 'jsonb', nullable: true })
  changes: object | null;
}

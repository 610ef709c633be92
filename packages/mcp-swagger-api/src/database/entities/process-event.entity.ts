import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const PROCESS_EVENT_TYPES = ['state', 'started', 'exit', 'replaced', 'tools-changed', 'parse-errors'] as const;
export type ProcessEventType = (typeof PROCESS_EVENT_TYPES)[number];

/** Something that happened to a server's process. */
@Entity({ name: 'process_events' })
@Index('process_events_server', ['serverId', 'at', 'id'])
@Index('process_events_at', ['at'])
export class ProcessEventEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'process_events_pkey' })
  id: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  type: ProcessEventType;

  @Column({ type: 'integer', nullable: true })
  generation: number | null;

  @Column({ type: 'text' })
  message: string;

  @Column({ type: 'jsonb' })
  detail: object;
}

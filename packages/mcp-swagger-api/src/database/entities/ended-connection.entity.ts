import type { EndedConnectionView } from 'mcp-swagger-ipc';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A connection that has ended. */
@Entity({ name: 'connection_history' })
@Index('connection_history_ended_at', ['endedAt', 'id'])
@Index('connection_history_server', ['serverId', 'endedAt', 'id'])
export class EndedConnectionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'connection_history_pkey' })
  id: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ name: 'session_id', type: 'text' })
  sessionId: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ name: 'connected_at', type: 'timestamptz' })
  connectedAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz' })
  endedAt: Date;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** All that was known of it at its end, as REST shows it. */
  @Column({ type: 'jsonb' })
  connection: EndedConnectionView;
}

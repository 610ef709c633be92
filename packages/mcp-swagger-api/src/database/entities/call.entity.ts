import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One call of a tool; kept only when that is asked for. */
@Entity({ name: 'calls' })
@Index('calls_server', ['serverId', 'at', 'id'])
@Index('calls_at', ['at'])
export class CallEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'calls_pkey' })
  id: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  tool: string;

  @Column({ name: 'session_id', type: 'text', nullable: true })
  sessionId: string | null;

  @Column({ name: 'duration_ms', type: 'double precision' })
  durationMs: number;

  @Column({ name: 'upstream_status', type: 'integer', nullable: true })
  upstreamStatus: number | null;

  @Column({ name: 'is_error', type: 'boolean' })
  isError: boolean;

  @Column({ name: 'bytes_in', type: 'double precision' })
  bytesIn: number;

  @Column({ name: 'bytes_out', type: 'double precision' })
  bytesOut: number;
}

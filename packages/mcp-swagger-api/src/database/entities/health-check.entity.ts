import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One look at a process and what it showed; durations in ms. */
@Entity({ name: 'health_checks' })
@Index('health_checks_server', ['serverId', 'at', 'id'])
@Index('health_checks_at', ['at'])
export class HealthCheckEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'health_checks_pkey' })
  id: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  probe: string;

  @Column({ type: 'boolean' })
  healthy: boolean;

  @Column({ name: 'latency_ms', type: 'double precision' })
  latencyMs: number;

  @Column({ name: 'event_loop_delay_ms', type: 'double precision', nullable: true })
  eventLoopDelayMs: number | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;
}

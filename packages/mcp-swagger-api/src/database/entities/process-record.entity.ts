import type { ProcessStateName, ProcessView } from 'mcp-swagger-ipc';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is known of a server's process, the API's end survived; the supervisor knows better while it runs. */
@Entity({ name: 'process_records' })
export class ProcessRecordEntity {
  @PrimaryColumn({ name: 'server_id', type: 'uuid', primaryKeyConstraintName: 'process_records_pkey' })
  serverId: string;

  /** The run of the API that watched it, see `nodes`. */
  @Column({ name: 'node_id', type: 'uuid' })
  nodeId: string;

  @Column({ type: 'text' })
  state: ProcessStateName;

  @Column({ type: 'integer', nullable: true })
  pid: number | null;

  @Column({ type: 'integer' })
  generation: number;

  @Column({ type: 'integer' })
  restarts: number;

  @Column({ type: 'text', nullable: true })
  endpoint: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** What it was started with: transport, tools, limits. No secrets. */
  @Column({ type: 'jsonb' })
  configuration: Pick<ProcessView, 'transport' | 'toolCount' | 'maxRestarts' | 'memoryLimitBytes'>;

  @Column({ name: 'last_exit', type: 'jsonb', nullable: true })
  lastExit: ProcessView['lastExit'];

  @Column({ name: 'last_health_check', type: 'jsonb', nullable: true })
  lastHealthCheck: ProcessView['lastHealthCheck'];

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}

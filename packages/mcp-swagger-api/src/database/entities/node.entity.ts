import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A run of the API on this database; a node that starts again is another row. */
@Entity({ name: 'nodes' })
export class NodeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'nodes_pkey' })
  id: string;

  @Column({ type: 'text' })
  host: string;

  @Column({ type: 'integer' })
  pid: number;

  @Column({ type: 'text' })
  version: string;

  /** On the database's clock, as all times here. */
  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'now()' })
  startedAt: Date;

  @Column({ name: 'heartbeat_at', type: 'timestamptz', default: () => 'now()' })
  heartbeatAt: Date;

  /** Where the other nodes reach it; null for one that is alone on its database. */
  @Column({ type: 'text', nullable: true })
  url: string | null;

  /** Servers that it runs at most. */
  @Column({ type: 'integer', default: 0 })
  capacity: number;

  @Column({ type: 'jsonb', default: {} })
  labels: Record<string, string>;

  @Column({ type: 'text', default: 'up' })
  state: 'up' | 'draining';

  /** Live MCP connections, as of its last heartbeat. */
  @Column({ type: 'integer', default: 0 })
  connections: number;

  /** When its process started, in the system's own words; tells it from a later one of the same number. */
  @Column({ name: 'process_start', type: 'text', nullable: true })
  processStart: string | null;

  /** What its encryption key makes of a known text. */
  @Column({ name: 'key_mark', type: 'text', nullable: true })
  keyMark: string | null;
}

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
}

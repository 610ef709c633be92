import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { NodeEntity } from './node.entity.js';
import { ServerEntity } from './server.entity.js';

/** Which node may run a replica of a server; most servers have one. Times are on the database's clock. */
@Entity({ name: 'leases' })
export class LeaseEntity {
  @PrimaryColumn({ name: 'server_id', type: 'uuid', primaryKeyConstraintName: 'leases_pkey' })
  serverId: string;

  /** Counts from 0. */
  @PrimaryColumn({ type: 'integer', default: 0, primaryKeyConstraintName: 'leases_pkey' })
  replica: number;

  @ManyToOne(() => ServerEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'leases_server' })
  server: ServerEntity;

  /** Null while nobody has it. */
  @Index('leases_node_id')
  @Column({ name: 'node_id', type: 'uuid', nullable: true })
  nodeId: string | null;

  @ManyToOne(() => NodeEntity, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'node_id', foreignKeyConstraintName: 'leases_node' })
  node: NodeEntity | null;

  /** Counts the claims; whoever comes with an earlier one comes too late. */
  @Column({ type: 'integer', default: 0 })
  generation: number;

  /** 'infinity' for a node that is alone: it needs no renewal. */
  @Column({ name: 'expires_at', type: 'timestamptz', default: () => 'now()' })
  expiresAt: Date;
}

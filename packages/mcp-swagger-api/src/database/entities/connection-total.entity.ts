import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { ServerEntity } from './server.entity.js';

/** How many connections a server ever had; it goes with its server. */
@Entity({ name: 'connection_totals' })
export class ConnectionTotalEntity {
  @PrimaryColumn({ name: 'server_id', type: 'uuid', primaryKeyConstraintName: 'connection_totals_pkey' })
  serverId: string;

  @OneToOne(() => ServerEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'server_id', foreignKeyConstraintName: 'connection_totals_server_id_fkey' })
  server?: ServerEntity;

  /** As PostgreSQL gives a bigint: text. */
  @Column({ type: 'bigint' })
  total: string;

  /** How many of them each node that is there has counted since its start, by its id. */
  @Column({ type: 'jsonb', default: {} })
  counted: Record<string, number>;
}

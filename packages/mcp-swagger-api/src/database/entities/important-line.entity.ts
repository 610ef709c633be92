import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A warning or an error, of a server or of the API itself, which outlives the log files. */
@Entity({ name: 'important_lines' })
@Index('important_lines_server', ['serverId', 'at', 'id'])
@Index('important_lines_at', ['at'])
export class ImportantLineEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'important_lines_pkey' })
  id: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** Null: the API itself. */
  @Column({ name: 'server_id', type: 'uuid', nullable: true })
  serverId: string | null;

  @Column({ type: 'text' })
  level: 'error' | 'warn';

  /** The stream of a server's line, or the part of the API that spoke. */
  @Column({ type: 'text' })
  source: string;

  @Column({ type: 'text' })
  text: string;
}

import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The calls of one tool within a minute, as one run of the API counted them. Durations in ms, sizes in bytes on the upstream's wire. */
@Entity({ name: 'call_minutes' })
@Index('call_minutes_server', ['serverId', 'minute'])
@Index('call_minutes_minute', ['minute'])
export class CallMinuteEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'call_minutes_pkey' })
  id: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ type: 'text' })
  tool: string;

  @Column({ type: 'timestamptz' })
  minute: Date;

  @Column({ type: 'integer' })
  calls: number;

  @Column({ type: 'integer' })
  errors: number;

  @Column({ name: 'total_ms', type: 'double precision' })
  totalMs: number;

  @Column({ name: 'max_ms', type: 'double precision' })
  maxMs: number;

  @Column({ name: 'bytes_in', type: 'double precision' })
  bytesIn: number;

  @Column({ name: 'bytes_out', type: 'double precision' })
  bytesOut: number;

  /** How many calls took how long, by the number of a step of `duration-steps.ts`. */
  @Column({ type: 'jsonb' })
  durations: Record<string, number>;
}

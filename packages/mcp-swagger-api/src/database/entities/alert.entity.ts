import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How one attempt to tell somebody ended. `at`: ISO 8601. */
export interface StoredDelivery {
  channel: 'webhook' | 'email';
  at: string;
  attempts: number;
  error: string | null;
}

/** What a rule found at one server, from when it was raised. Names as they were then. */
@Entity({ name: 'alerts' })
@Index('alerts_raised_at', ['raisedAt'])
@Index('alerts_open', ['ruleId', 'serverId'], { where: 'resolved_at IS NULL' })
export class AlertEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'alerts_pkey' })
  id: string;

  @Column({ name: 'rule_id', type: 'uuid' })
  ruleId: string;

  @Column({ name: 'rule_name', type: 'text' })
  ruleName: string;

  @Column({ name: 'server_id', type: 'uuid' })
  serverId: string;

  @Column({ name: 'server_name', type: 'text' })
  serverName: string;

  @Column({ type: 'text' })
  severity: 'info' | 'warning' | 'critical';

  @Column({ type: 'text' })
  metric: string;

  /** When it was raised. */
  @Column({ type: 'double precision' })
  value: number;

  @Column({ type: 'text' })
  message: string;

  @Column({ name: 'raised_at', type: 'timestamptz' })
  raisedAt: Date;

  @Column({ name: 'resolved_at', type: 'timestamptz', nullable: true })
  resolvedAt: Date | null;

  /** Why it is over. */
  @Column({ type: 'text', nullable: true })
  resolution: string | null;

  @Column({ type: 'jsonb', default: [] })
  deliveries: StoredDelivery[];
}

import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** When to raise an alert, and who is told. */
@Entity({ name: 'alert_rules' })
@Index('alert_rules_name', ['name'], { unique: true })
export class AlertRuleEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'alert_rules_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'boolean', default: true })
  enabled: boolean;

  @Column({ type: 'text' })
  severity: 'info' | 'warning' | 'critical';

  /** Null: it watches every server. */
  @Column({ name: 'server_id', type: 'uuid', nullable: true })
  serverId: string | null;

  @Column({ type: 'text' })
  metric: string;

  @Column({ type: 'text' })
  operator: 'atLeast' | 'atMost';

  @Column({ type: 'double precision' })
  threshold: number;

  /** Where it is over; null: the threshold with a tenth of room. */
  @Column({ name: 'clear_at', type: 'double precision', nullable: true })
  clearAt: number | null;

  @Column({ name: 'for_seconds', type: 'integer', default: 0 })
  forSeconds: number;

  @Column({ name: 'clear_for_seconds', type: 'integer', default: 0 })
  clearForSeconds: number;

  @Column({ name: 'silenced_until', type: 'timestamptz', nullable: true })
  silencedUntil: Date | null;

  @Column({ name: 'webhook_url', type: 'text', nullable: true })
  webhookUrl: string | null;

  /** An admin typed that address, so it may be a private one. Null: nobody asked; then it may where only this machine can reach the API. */
  @Column({ name: 'webhook_trusted', type: 'boolean', nullable: true })
  webhookTrusted: boolean | null;

  /** What webhooks are signed with, sealed by SecretBox with the rule's id as context. */
  @Column({ name: 'sealed_webhook_secret', type: 'text', nullable: true })
  sealedWebhookSecret: string | null;

  @Column({ type: 'jsonb', default: [] })
  emails: string[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}

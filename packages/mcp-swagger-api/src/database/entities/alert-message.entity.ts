import type { AlertView } from 'mcp-swagger-ipc';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message about an alert that has neither arrived nor been given up. */
@Entity({ name: 'alert_messages' })
@Index('alert_messages_held_until', ['heldUntil'])
@Index('alert_messages_created_at', ['createdAt'])
export class AlertMessageEntity {
  /** The same in every attempt, so that its receiver knows it again. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'alert_messages_pkey' })
  id: string;

  /** The alert as it was when somebody was to be told. */
  @Column({ type: 'jsonb' })
  alert: AlertView;

  /** Where it goes, with the secret of a webhook. */
  @Column({ name: 'sealed_recipient', type: 'text' })
  sealedRecipient: string;

  @Column({ type: 'integer' })
  attempts: number;

  /** When it is tried next. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  /** Until then a node has it; later it is anybody's. */
  @Column({ name: 'held_until', type: 'timestamptz' })
  heldUntil: Date;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

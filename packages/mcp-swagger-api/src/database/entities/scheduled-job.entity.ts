import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A job that runs now and then on one of the nodes. */
@Entity({ name: 'scheduled_jobs' })
export class ScheduledJobEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'scheduled_jobs_pkey' })
  name: string;

  /** When a node last took it, on the database's clock. */
  @Column({ name: 'taken_at', type: 'timestamptz' })
  takenAt: Date;
}

import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody signed in, in a browser or for a bearer token. */
@Entity({ name: 'sessions' })
@Index('sessions_user_id', ['userId'])
@Index('sessions_expires_at', ['expiresAt'])
export class SessionEntity {
  /** SHA-256 of the secret that the cookie holds, as hexadecimal digits. */
  @PrimaryColumn({ name: 'token_hash', type: 'text', primaryKeyConstraintName: 'sessions_pkey' })
  tokenHash: string;

  /** The user's id; for whoever knows ADMIN_PASSWORD, a mark of that password. */
  @Column({ name: 'user_id', type: 'text' })
  userId: string;

  @Column({ type: 'text' })
  ip: string;

  @Column({ name: 'user_agent', type: 'text' })
  userAgent: string;

  @Column({ name: 'seen_at', type: 'timestamptz' })
  seenAt: Date;

  /** The end, however busy it is. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

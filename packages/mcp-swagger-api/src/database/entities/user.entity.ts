import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody who may sign in. */
@Entity({ name: 'users' })
@Index('users_name', ['name'], { unique: true })
@Index('users_issued_subject', ['issuer', 'subject'], { unique: true })
export class UserEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id: string;

  /** In small letters, so that no two differ by their case only. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  role: string;

  /** Argon2id in its PHC form; null for whoever signs in through an issuer only. */
  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash: string | null;

  @Column({ type: 'boolean', default: false })
  disabled: boolean;

  /** Who of which OpenID issuer it is; null for a user of our own. */
  @Column({ type: 'text', nullable: true })
  issuer: string | null;

  @Column({ type: 'text', nullable: true })
  subject: string | null;

  @Column({ name: 'last_login_at', type: 'timestamptz', nullable: true })
  lastLoginAt: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

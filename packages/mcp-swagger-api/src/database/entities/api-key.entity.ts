import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key with which a program proves who it is; the key itself is nowhere. */
@Entity({ name: 'api_keys' })
@Index('api_keys_key_hash', ['keyHash'], { unique: true })
@Index('api_keys_name', ['name'], { unique: true })
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_keys_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  /** SHA-256 as hexadecimal digits: of 190 random bits nothing can be guessed, so no slow hash is needed. */
  @Column({ name: 'key_hash', type: 'text' })
  keyHash: string;

  /** The last characters, by which people tell it from others. */
  @Column({ type: 'text' })
  hint: string;

  @Column({ type: 'jsonb' })
  scopes: string[];

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  /** The name of whoever made it. */
  @Column({ name: 'created_by', type: 'text' })
  createdBy: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What a group shows of one server. */
export interface StoredMember {
  serverId: string;
  /** Stands before the names of its tools and prompts. */
  prefix: string;
  /** Whether tools that `tools` does not name are shown. */
  others: 'shown' | 'hidden';
  /** By the name that the server gives them. */
  tools: Record<string, { enabled?: boolean | undefined; name?: string | undefined }>;
  /** Shown unless it says otherwise. */
  prompts?: 'shown' | 'hidden' | undefined;
  resources?: 'shown' | 'hidden' | undefined;
}

/** Chosen tools of several servers as one MCP endpoint. */
@Entity({ name: 'groups' })
@Index('groups_name', ['name'], { unique: true })
export class GroupEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'groups_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', default: '' })
  description: string;

  /** In the order in which their tools are listed. */
  @Column({ type: 'jsonb', default: [] })
  members: StoredMember[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}

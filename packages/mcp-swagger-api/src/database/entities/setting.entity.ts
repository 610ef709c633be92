import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that the product remembers about itself. */
@Entity({ name: 'settings' })
export class SettingEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'settings_pkey' })
  key: string;

  @Column({ type: 'jsonb' })
  value: unknown;
}

import type { DataSourceOptions } from 'typeorm';
import { DocumentEntity } from './entities/document.entity.js';
import { ServerEntity } from './entities/server.entity.js';
import { SettingEntity } from './entities/setting.entity.js';
import { Initial1763697600000 } from './migrations/1763697600000-initial.js';
import { Serving1763780400000 } from './migrations/1763780400000-serving.js';

/** The one set of tables, for the embedded PostgreSQL and for one behind DATABASE_URL. */
export const schema = {
  entities: [DocumentEntity, ServerEntity, SettingEntity],
  migrations: [Initial1763697600000, Serving1763780400000],
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
  synchronize: false,
} satisfies Partial<DataSourceOptions>;

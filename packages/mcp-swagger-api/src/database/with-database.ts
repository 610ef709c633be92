import { mkdir } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import type { Environment } from '../config/environment.js';
import { migrate } from './migrate.js';
import { openDatabase } from './open-database.js';
import { schema } from './schema.js';

/** For commands: the database with all migrations, for as long as the work takes. */
export async function withDatabase<T>(environment: Environment, work: (database: DataSource) => Promise<T>): Promise<T> {
  await mkdir(environment.dataDir, { recursive: true });
  const opened = await openDatabase(environment, () => {});
  const database = new DataSource({ type: 'postgres', ...opened.connection, ...schema });
  try {
    await database.initialize();
    await migrate(database);
    return await work(database);
  } finally {
    if (database.isInitialized) await database.destroy();
    await opened.close();
  }
}

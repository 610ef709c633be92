import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrate } from './migrate.js';
import { NodeRecord } from './node-record.js';
import { OpenConnections } from './open-connections.js';
import type { ConnectionOptions } from './open-database.js';
import { Retention } from './retention/retention.js';
import { Schedule } from './schedule/schedule.js';
import { schema } from './schema.js';
import { WriteQueue } from './write-queue/index.js';

/** A database that is stopped, not ended, answers nothing for ever; after so long a caller is told. A migration has to fit in, too. */
const QUERY_TIMEOUT_MS = 10_000;

async function open(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new Error('The database has no options.');
  const source = await new DataSource(options).initialize();
  await migrate(source).catch(async (error: unknown) => {
    await source.destroy();
    throw error;
  });
  return source;
}

/** The tables, brought up to date before anybody asks. */
@Module({})
export class DatabaseModule {
  static of(connection: ConnectionOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            type: 'postgres' as const,
            ...connection,
            ...schema,
            retryAttempts: 1,
            extra: { max: 10, connectionTimeoutMillis: 5_000, query_timeout: QUERY_TIMEOUT_MS },
          }),
          dataSourceFactory: open,
        }),
        TypeOrmModule.forFeature(schema.entities),
      ],
      providers: [OpenConnections, WriteQueue, NodeRecord, Schedule, Retention],
      exports: [TypeOrmModule, OpenConnections, WriteQueue, NodeRecord, Schedule],
    };
  }
}

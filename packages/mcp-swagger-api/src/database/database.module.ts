import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NodeRecord } from './node-record.js';
import type { ConnectionOptions } from './open-database.js';
import { Retention } from './retention/retention.js';
import { Schedule } from './schedule/schedule.js';
import { schema } from './schema.js';
import { WriteQueue } from './write-queue/index.js';

/** A database that is stopped, not ended, answers nothing for ever; after so long a caller is told. A migration has to fit in, too. */
const QUERY_TIMEOUT_MS = 10_000;

/** The tables, brought up to date before anybody asks. */
@Module({})
export class DatabaseModule {
  static of(connection: ConnectionOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          ...connection,
          ...schema,
          migrationsRun: true,
          retryAttempts: 1,
          extra: { max: 10, connectionTimeoutMillis: 5_000, query_timeout: QUERY_TIMEOUT_MS },
        }),
        TypeOrmModule.forFeature(schema.entities),
      ],
      providers: [WriteQueue, NodeRecord, Schedule, Retention],
      exports: [TypeOrmModule, WriteQueue, NodeRecord, Schedule],
    };
  }
}

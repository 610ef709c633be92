import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ConnectionOptions } from './open-database.js';
import { schema } from './schema.js';

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
          extra: { max: 10, connectionTimeoutMillis: 5_000 },
        }),
        TypeOrmModule.forFeature(schema.entities),
      ],
      exports: [TypeOrmModule],
    };
  }
}

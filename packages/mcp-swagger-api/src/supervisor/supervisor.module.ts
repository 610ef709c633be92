import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { ProcessRecords, type StartOf } from './process-records.js';
import { CONCURRENT_STARTS, SupervisorService } from './supervisor.service.js';

/** Tells when a process started; the program that puts the rooms together knows how. */
export const START_OF = Symbol('START_OF');

/** Where the processes of a data directory are remembered. */
export const recordsFolder = (dataDir: string): string => join(dataDir, 'processes');

/** Runs and watches child processes; knows neither HTTP nor the database. */
@Module({
  providers: [
    { provide: CONCURRENT_STARTS, inject: [Environment], useFactory: (environment: Environment) => environment.concurrentStarts },
    {
      provide: ProcessRecords,
      inject: [Environment, START_OF],
      useFactory: (environment: Environment, startOf: StartOf) => new ProcessRecords(recordsFolder(environment.dataDir), startOf),
    },
    SupervisorService,
  ],
  exports: [SupervisorService],
})
export class SupervisorModule {}

import { Module } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { CONCURRENT_STARTS, SupervisorService } from './supervisor.service.js';

/** Runs and watches child processes; knows neither HTTP nor the database. */
@Module({
  providers: [
    { provide: CONCURRENT_STARTS, inject: [Environment], useFactory: (environment: Environment) => environment.concurrentStarts },
    SupervisorService,
  ],
  exports: [SupervisorService],
})
export class SupervisorModule {}

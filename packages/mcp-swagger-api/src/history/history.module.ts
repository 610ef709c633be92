import { Module } from '@nestjs/common';
import { ConnectionHistory } from './connection-history.js';
import { HealthHistory } from './health-history.js';
import { HistoryController } from './history.controller.js';
import { ProcessHistory } from './process-history.js';

/** Listens to what happens and keeps it; gives it back in pages. */
@Module({ controllers: [HistoryController], providers: [ProcessHistory, HealthHistory, ConnectionHistory], exports: [ProcessHistory, HealthHistory, ConnectionHistory] })
export class HistoryModule {}

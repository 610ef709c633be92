import { Module } from '@nestjs/common';
import { LogFiles } from './log-files.js';
import { LogTails } from './log-tails.js';
import { LogsController } from './logs.controller.js';
import { LogsService } from './logs.service.js';

@Module({ controllers: [LogsController], providers: [LogsService, LogFiles, LogTails], exports: [LogsService] })
export class LogsModule {}

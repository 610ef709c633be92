import { Module } from '@nestjs/common';
import { ImportantLinesController } from './important-lines.controller.js';
import { ImportantLines } from './important-lines.js';
import { LogFiles } from './log-files.js';
import { LogTails } from './log-tails.js';
import { LogsController } from './logs.controller.js';
import { LogsService } from './logs.service.js';

@Module({ controllers: [LogsController, ImportantLinesController], providers: [LogsService, LogFiles, LogTails, ImportantLines], exports: [LogsService] })
export class LogsModule {}

import { Module } from '@nestjs/common';
import { CallHistory } from './call-history.js';
import { CallsController } from './calls.controller.js';

@Module({ controllers: [CallsController], providers: [CallHistory], exports: [CallHistory] })
export class CallsModule {}

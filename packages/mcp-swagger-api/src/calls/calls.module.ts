import { Module } from '@nestjs/common';
import { AllCallsController } from './all-calls.controller.js';
import { CallHistory } from './call-history.js';
import { CallsController } from './calls.controller.js';

@Module({ controllers: [AllCallsController, CallsController], providers: [CallHistory], exports: [CallHistory] })
export class CallsModule {}

import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditLog } from './audit-log.js';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';

@Module({ controllers: [AuditController], providers: [AuditLog, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }], exports: [AuditLog] })
export class AuditModule {}

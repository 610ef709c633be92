import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessService } from './access.service.js';
import { PermissionGuard } from './permission.guard.js';

/** Who may use the API, and for what. */
@Global()
@Module({ providers: [AccessService, { provide: APP_GUARD, useClass: PermissionGuard }], exports: [AccessService] })
export class AuthModule {}

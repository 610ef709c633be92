import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessService } from './access.service.js';
import { IdentitiesService } from './identities.service.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysService } from './keys/keys.service.js';
import { LoginController } from './login/login.controller.js';
import { LoginService } from './login/login.service.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcService } from './oidc/oidc.service.js';
import { PermissionGuard } from './permission.guard.js';
import { RestRate } from './rest-rate.js';
import { SessionsService } from './sessions/sessions.service.js';
import { UsersController } from './users/users.controller.js';
import { UsersService } from './users/users.service.js';

/** Who may use the API, and for what. */
@Global()
@Module({
  controllers: [LoginController, OidcController, UsersController, KeysController],
  providers: [AccessService, IdentitiesService, KeysService, LoginService, OidcService, RestRate, SessionsService, UsersService, { provide: APP_GUARD, useClass: PermissionGuard }],
  exports: [AccessService, RestRate],
})
export class AuthModule {}

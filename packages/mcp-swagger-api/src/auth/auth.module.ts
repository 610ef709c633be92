import { Global, Module } from '@nestjs/common';
import { AccessService } from './access.service.js';

/** Who may use the API. */
@Global()
@Module({ providers: [AccessService], exports: [AccessService] })
export class AuthModule {}

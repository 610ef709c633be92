import { Global, Module } from '@nestjs/common';
import { SecretBox } from './secret-box.js';

/** What every room may use. */
@Global()
@Module({ providers: [SecretBox], exports: [SecretBox] })
export class CommonModule {}

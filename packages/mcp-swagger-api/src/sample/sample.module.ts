import { Module } from '@nestjs/common';
import { ServersModule } from '../servers/servers.module.js';
import { SampleService } from './sample.service.js';

@Module({ imports: [ServersModule], providers: [SampleService] })
export class SampleModule {}

import { Module } from '@nestjs/common';
import { ServersModule } from '../servers/servers.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { BackupController } from './backup.controller.js';
import { Restart } from './restart.js';

@Module({ imports: [ServersModule, SupervisorModule], controllers: [BackupController], providers: [Restart] })
export class BackupModule {}

import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { AlertHistory } from './alert-history.js';
import { AlertRulesService } from './alert-rules.service.js';
import { AlertsController } from './alerts.controller.js';
import { AlertsService } from './alerts.service.js';
import { Messages } from './messages.js';
import { Outbox } from './outbox.js';
import { ServerFigures } from './server-figures.js';

@Module({ imports: [SupervisorModule, ConnectionsModule], controllers: [AlertsController], providers: [AlertsService, AlertRulesService, AlertHistory, ServerFigures, Messages, Outbox] })
export class AlertsModule {}

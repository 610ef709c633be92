import type { DataSourceOptions } from 'typeorm';
import { AlertMessageEntity } from './entities/alert-message.entity.js';
import { AlertRuleEntity } from './entities/alert-rule.entity.js';
import { AlertEntity } from './entities/alert.entity.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';
import { CallMinuteEntity } from './entities/call-minute.entity.js';
import { CallEntity } from './entities/call.entity.js';
import { ConnectionTotalEntity } from './entities/connection-total.entity.js';
import { DocumentVersionEntity } from './entities/document-version.entity.js';
import { DocumentEntity } from './entities/document.entity.js';
import { EndedConnectionEntity } from './entities/ended-connection.entity.js';
import { HealthCheckEntity } from './entities/health-check.entity.js';
import { ImportantLineEntity } from './entities/important-line.entity.js';
import { LeaseEntity } from './entities/lease.entity.js';
import { NodeEntity } from './entities/node.entity.js';
import { ProcessEventEntity } from './entities/process-event.entity.js';
import { ProcessRecordEntity } from './entities/process-record.entity.js';
import { ScheduledJobEntity } from './entities/scheduled-job.entity.js';
import { GroupEntity } from './entities/group.entity.js';
import { ServerEntity } from './entities/server.entity.js';
import { SessionEntity } from './entities/session.entity.js';
import { SettingEntity } from './entities/setting.entity.js';
import { UserEntity } from './entities/user.entity.js';
import { Initial1763697600000 } from './migrations/1763697600000-initial.js';
import { Serving1763780400000 } from './migrations/1763780400000-serving.js';
import { Access1763790000000 } from './migrations/1763790000000-access.js';
import { ConnectionTotals1763950000000 } from './migrations/1763950000000-connection-totals.js';
import { ToolChanges1763960000000 } from './migrations/1763960000000-tool-changes.js';
import { Alerts1764010000000 } from './migrations/1764010000000-alerts.js';
import { Memory1795258200000 } from './migrations/1795258200000-memory.js';
import { Groups1763964000000 } from './migrations/1763964000000-groups.js';
import { Audit1795259900000 } from './migrations/1795259900000-audit.js';
import { DocumentVersions1795261500000 } from './migrations/1795261500000-document-versions.js';
import { Watching1795272100000 } from './migrations/1795272100000-watching.js';
import { TypedAddresses1795269000000 } from './migrations/1795269000000-typed-addresses.js';
import { AlertMessages1795270200000 } from './migrations/1795270200000-alert-messages.js';
import { Commands1795270400000 } from './migrations/1795270400000-commands.js';
import { ServerTags1795271000000 } from './migrations/1795271000000-server-tags.js';
import { ImportantLines1795273000000 } from './migrations/1795273000000-important-lines.js';
import { Leases1795270300000 } from './migrations/1795270300000-leases.js';
import { CountedConnections1795290000000 } from './migrations/1795290000000-counted-connections.js';
import { Replicas1795280000000 } from './migrations/1795280000000-replicas.js';
import { SocketAttachments1795270310000 } from './migrations/1795270310000-socket-attachments.js';

/** The one set of tables, for the embedded PostgreSQL and for one behind DATABASE_URL. */
export const schema = {
  entities: [
    AlertEntity,
    AlertMessageEntity,
    AlertRuleEntity,
    ApiKeyEntity,
    AuditEntryEntity,
    CallEntity,
    CallMinuteEntity,
    ConnectionTotalEntity,
    DocumentEntity,
    DocumentVersionEntity,
    EndedConnectionEntity,
    HealthCheckEntity,
    ImportantLineEntity,
    LeaseEntity,
    NodeEntity,
    ProcessEventEntity,
    ProcessRecordEntity,
    ScheduledJobEntity,
    GroupEntity,
    ServerEntity,
    SessionEntity,
    SettingEntity,
    UserEntity,
  ],
  migrations: [
    Initial1763697600000,
    Serving1763780400000,
    Access1763790000000,
    ConnectionTotals1763950000000,
    ToolChanges1763960000000,
    Alerts1764010000000,
    Memory1795258200000,
    Groups1763964000000,
    Audit1795259900000,
    DocumentVersions1795261500000,
    TypedAddresses1795269000000,
    AlertMessages1795270200000,
    Commands1795270400000,
    ServerTags1795271000000,
    Watching1795272100000,
    ImportantLines1795273000000,
    Leases1795270300000,
    SocketAttachments1795270310000,
    Replicas1795280000000,
    CountedConnections1795290000000,
  ],
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
  synchronize: false,
} satisfies Partial<DataSourceOptions>;

import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { z } from 'zod';
import { toRuleView } from '../alerts/alert-rules.service.js';
import { ruleViewSchema } from '../alerts/alert.schemas.js';
import { AppError } from '../common/app-error.js';
import { messageOf } from '../common/error-facts.js';
import { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import { GroupEntity } from '../database/entities/group.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { serverViewSchema } from '../servers/server.schemas.js';
import { toServerView } from '../servers/to-server-view.js';

const groupSchema = z.object({ members: z.array(z.object({ serverId: z.uuid(), prefix: z.string(), others: z.string(), tools: z.record(z.string(), z.record(z.string(), z.unknown())) })) });
const NONE = { activeConnections: 0, totalConnections: 0 };

/**
 * What came out of an archive is no better than what comes over REST, where it was checked when it was entered: a row that could not be shown
 * would stand in the way of all others at each start. Throws AppError BACKUP_INVALID that names it.
 */
export async function checkRestored(manager: EntityManager): Promise<void> {
  await checkRows(manager, ServerEntity, 'server', (row) => serverViewSchema.safeParse(toServerView(row as ServerEntity, undefined, NONE)));
  await checkRows(manager, AlertRuleEntity, 'alert rule', (row) => ruleViewSchema.safeParse(toRuleView(row as AlertRuleEntity)));
  await checkRows(manager, GroupEntity, 'group', (row) => groupSchema.safeParse(row));
}

async function checkRows(manager: EntityManager, entity: EntityTarget<ObjectLiteral>, what: string, check: (row: ObjectLiteral) => { error?: z.ZodError | undefined }): Promise<void> {
  for (const row of await manager.find(entity)) {
    const reason = reasonOf(row, check);
    if (reason !== undefined) throw new AppError(422, 'BACKUP_INVALID', `The backup holds the ${what} ${JSON.stringify(String(row['name']).slice(0, 200))} as no such thing can be: ${reason}. Nothing was restored.`);
  }
}

function reasonOf(row: ObjectLiteral, check: (row: ObjectLiteral) => { error?: z.ZodError | undefined }): string | undefined {
  try {
    const [issue] = check(row).error?.issues ?? [];
    return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`;
  } catch (error) {
    return messageOf(error);
  }
}

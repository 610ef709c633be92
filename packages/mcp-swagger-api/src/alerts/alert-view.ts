import type { AlertView } from 'mcp-swagger-ipc';
import type { AlertEntity } from '../database/entities/alert.entity.js';

/** An alert as REST, sockets and messages show it. */
export function toAlertView({ raisedAt, resolvedAt, id, ruleId, ruleName, serverId, serverName, severity, metric, value, message, resolution, deliveries }: AlertEntity): AlertView {
  return {
    id,
    ruleId,
    ruleName,
    serverId,
    serverName,
    severity,
    metric,
    value,
    message,
    state: resolvedAt === null ? 'raised' : 'resolved',
    raisedAt: raisedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    resolution,
    deliveries,
  };
}

import { revisionOf } from '../common/revision.js';
import type { ServerEntity } from '../database/entities/server.entity.js';

const CHANGES_BY_ITSELF = new Set<string>(['lastPort', 'desiredState', 'createdAt', 'updatedAt'] satisfies (keyof ServerEntity)[]);

/** The state of what a person may change of a server by PATCH; that it is started, stopped or given a port leaves it as it is. */
export function serverRevision(server: ServerEntity): string {
  return revisionOf(Object.fromEntries(Object.entries(server).filter(([field]) => !CHANGES_BY_ITSELF.has(field))));
}

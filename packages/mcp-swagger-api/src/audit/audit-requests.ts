import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { callerOf } from '../auth/caller.js';
import { pathOf } from '../common/problem.filter.js';
import { redact } from '../common/redact.js';
import type { StoredChanges } from '../database/entities/audit-entry.entity.js';
import type { AuditLog } from './audit-log.js';

/** What a request aimed at, as far as it came to a route. */
export interface Aim {
  /** Such as `/api/servers/:id`. */
  route: string;
  targetType: string | null;
  targetId: string | null;
  changes: StoredChanges | null;
}

const aims = new WeakMap<IncomingMessage, Aim>();

/** Remembers what a request aims at, for its entry. */
export function noteAim(request: IncomingMessage, aim: Aim): void {
  aims.set(request, aim);
}

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** nginx's word for a caller who left before the answer. */
const CLIENT_LEFT = 499;

/** Stands before the door, so that what is refused there is entered as well: every request to the API that would change something. */
export function auditRequests(log: AuditLog): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (CHANGES.has(request.method) && request.path.startsWith('/api/')) {
      const at = new Date();
      const ip = request.socket.remoteAddress;
      response.once('close', () => enter(log, request, response, at, ip));
    }
    next();
  };
}

function enter(log: AuditLog, request: Request, response: Response, at: Date, ip: string | undefined): void {
  const caller = callerOf(request);
  const path = pathOf(request);
  const { route, targetType, targetId, changes } = aims.get(request) ?? { route: path, targetType: null, targetId: null, changes: null };
  log.add({
    id: randomUUID(),
    at,
    actorKind: caller?.kind ?? 'nobody',
    actorId: caller?.id ?? null,
    actorName: caller?.name ?? claimedName(request.body),
    ip: caller?.ip ?? ip ?? null,
    userAgent: request.get('user-agent')?.slice(0, 300) ?? null,
    action: `${request.method} ${route}`.slice(0, 500),
    path: redact(path).slice(0, 1_000),
    targetType,
    targetId,
    status: response.writableFinished ? response.statusCode : CLIENT_LEFT,
    changes,
  });
}

/** Whoever signs in says who he is, and may lie. */
function claimedName(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('name' in body) || typeof body.name !== 'string') return null;
  return `${body.name.slice(0, 100)} (claimed)`;
}

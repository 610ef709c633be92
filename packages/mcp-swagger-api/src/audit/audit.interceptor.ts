import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { from, mergeMap, type Observable } from 'rxjs';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { isRowId } from '../common/id.js';
import { AlertRuleEntity } from '../database/entities/alert-rule.entity.js';
import { ApiKeyEntity } from '../database/entities/api-key.entity.js';
import { DocumentEntity } from '../database/entities/document.entity.js';
import { GroupEntity } from '../database/entities/group.entity.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { UserEntity } from '../database/entities/user.entity.js';
import { noteAim } from './audit-requests.js';
import { changesOf, type Row } from './changes-of.js';

/** Whose rows a path changes, by its first part. */
const RESOURCES: Record<string, EntityTarget<ObjectLiteral>> = {
  servers: ServerEntity,
  processes: ServerEntity,
  documents: DocumentEntity,
  groups: GroupEntity,
  'alert-rules': AlertRuleEntity,
  users: UserEntity,
  keys: ApiKeyEntity,
};

/** Looks at the row that a request is about before and after, and notes what it changed. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Audit');

  constructor(private readonly database: DataSource) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    if (request.method === 'GET' || request.method === 'HEAD') return next.handle();
    return from(this.#begin(request)).pipe(mergeMap((end) => next.handle().pipe(mergeMap(async (answer: unknown) => end(answer)))));
  }

  async #begin(request: Request): Promise<(answer: unknown) => Promise<unknown>> {
    const route = routeOf(request);
    const [, , targetType = null] = route.split('/');
    const id = request.params['id'];
    const asked = typeof id === 'string' && id !== '' ? id : null;
    noteAim(request, { route, targetType, targetId: asked, changes: null });
    const before = await this.#row(targetType, asked);
    return async (answer) => {
      const targetId = asked ?? idOf(answer);
      noteAim(request, { route, targetType, targetId, changes: changesOf(before, await this.#row(targetType, targetId)) });
      return answer;
    };
  }

  /** An audit that cannot look is no reason to refuse the request. */
  async #row(type: string | null, id: string | null): Promise<Row> {
    const entity = type === null ? undefined : RESOURCES[type];
    if (entity === undefined || id === null || !isRowId(id)) return null;
    try {
      const row = await this.database.getRepository(entity).findOneBy({ id });
      return row === null ? null : { ...row };
    } catch (error) {
      this.logger.warn(`What a request changes could not be looked up: ${messageOf(error)}`);
      return null;
    }
  }
}

/** Such as `/api/servers/:id`; Express knows it once the request has come to its route. */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string' ? route.path : request.path;
}

function idOf(answer: unknown): string | null {
  return typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string' ? answer.id : null;
}

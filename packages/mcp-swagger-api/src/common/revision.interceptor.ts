import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { entityTag } from './revision.js';

/** Gives every answer that has a `revision` its entity tag, for If-Match of a later change. */
@Injectable()
export class RevisionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(
      map((body) => {
        if (context.getType() === 'http' && typeof body === 'object' && body !== null && 'revision' in body && typeof body.revision === 'string') {
          context.switchToHttp().getResponse<Response>().setHeader('ETag', entityTag(body.revision, body));
        }
        return body;
      }),
    );
  }
}

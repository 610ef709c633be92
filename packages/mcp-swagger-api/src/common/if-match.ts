import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** The header If-Match of a request, for `requireRevision`; undefined when there is none. */
export const IfMatch = createParamDecorator((_nothing: unknown, context: ExecutionContext): string | undefined => context.switchToHttp().getRequest<Request>().headers['if-match']);

/** Tells of it in the OpenAPI document. */
export const TakesIfMatch = () => ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that was read: 412 when the resource was changed since.' });

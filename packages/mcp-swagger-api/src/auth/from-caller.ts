import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { type Caller, callerOf } from './caller.js';

/** The caller as a parameter of a controller's method. Only where a permission other than `public` is declared. */
export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<IncomingMessage>());
  if (caller === undefined) throw new AppError(401, 'UNAUTHORIZED', 'This path wants to know who calls.');
  return caller;
});

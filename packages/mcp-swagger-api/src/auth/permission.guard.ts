import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { AppError } from '../common/app-error.js';
import { type Caller, callerOf } from './caller.js';
import { permissionOf } from './permission.js';
import { covers, type Need } from './role.js';

/** Compares what a route or a socket message declares with what its caller may do. What declares nothing is nobody's. */
@Injectable()
export class PermissionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const changes = context.getType() === 'http' && request.method !== 'GET' && request.method !== 'HEAD';
    const refusal = refusalOf(permissionOf(context.getHandler(), context.getClass(), changes), callerOf(request));
    if (refusal !== undefined) throw refusal;
    return true;
  }
}

function requestOf(context: ExecutionContext): IncomingMessage {
  return context.getType() === 'ws' ? context.switchToWs().getClient<Socket>().request : context.switchToHttp().getRequest<IncomingMessage>();
}

/** Why a caller may not have what is declared so; undefined when he may. */
export function refusalOf(need: Need | undefined, caller: Caller | undefined): AppError | undefined {
  if (need === 'public') return undefined;
  if (need === undefined) return new AppError(403, 'FORBIDDEN', 'Nobody may do this: it does not declare who may. That is a fault of this program.');
  if (caller === undefined) return new AppError(401, 'UNAUTHORIZED', 'Sign in first, or send an API key as a bearer token.');
  if (need === 'signed-in' || covers(caller.role, need)) return undefined;
  const has = caller.role === null ? 'no access to the API' : `the role ${caller.role}`;
  return new AppError(403, 'FORBIDDEN', `This wants the role ${need}, and ${caller.kind === 'key' ? `the key ${caller.name}` : caller.name} has ${has}.`, { needed: need });
}

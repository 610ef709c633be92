import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ApiExtension } from '@nestjs/swagger';
import type { Need } from './role.js';

const KEY = 'mcp-swagger:permission';

/**
 * What a route, or a socket message, asks of its caller. On a class it holds for the messages and for the reading routes (GET) that say
 * nothing themselves; a route that changes something says it itself. Whatever declares nothing is refused to everybody, and fails a test.
 * Routes show it in the OpenAPI document as `x-permission`.
 */
export function Permission(need: Need): ClassDecorator & MethodDecorator {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const method: unknown = descriptor?.value;
    Reflect.defineMetadata(KEY, need, typeof method === 'function' ? method : target);
    if (name !== undefined && descriptor !== undefined) ApiExtension('x-permission', need)(target, name, descriptor);
    else for (const route of readingRoutesOf(target)) ApiExtension('x-permission', need)(target, route.name, route.descriptor);
  };
}

/** What is declared for a method of a class. `changes`: it is more than a look, so the class's word does not count. */
export function permissionOf(method: object, type: object, changes: boolean): Need | undefined {
  const own: unknown = Reflect.getMetadata(KEY, method);
  return (own ?? (changes ? undefined : Reflect.getMetadata(KEY, type))) as Need | undefined;
}

function readingRoutesOf(type: object): { name: string; descriptor: PropertyDescriptor }[] {
  const prototype: unknown = 'prototype' in type ? type.prototype : undefined;
  const members = Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}));
  return members.flatMap(([name, descriptor]) => {
    const method: unknown = descriptor.value;
    const reads = typeof method === 'function' && Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.GET && !Reflect.hasMetadata(KEY, method);
    return reads ? [{ name, descriptor }] : [];
  });
}

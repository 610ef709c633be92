import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule } from './app.module.js';
import { readEnvironment } from './config/environment.js';
import { OPEN_ROUTES } from './auth/open-paths.js';
import { permissionOf } from './auth/permission.js';
import type { Need } from './auth/role.js';

/** What Nest's websockets package writes on a method that answers a message. */
const MESSAGE_METADATA = 'message';

interface Declared {
  name: string;
  path: string;
  need: Need | undefined;
}

let routes: Declared[];
let messages: Declared[];

beforeAll(async () => {
  const application = await NestFactory.create(AppModule.of(readEnvironment({}), { url: 'postgres://unused' }), { preview: true, logger: false, abortOnError: false });
  const modules = [...application.get(ModulesContainer).values()];
  routes = modules.flatMap(({ controllers }) => [...controllers.values()]).flatMap(({ metatype }) => (typeof metatype === 'function' ? declaredOf(metatype, METHOD_METADATA) : []));
  messages = modules.flatMap(({ providers }) => [...providers.values()]).flatMap(({ metatype }) => (typeof metatype === 'function' ? declaredOf(metatype, MESSAGE_METADATA) : []));
});

/** The methods of a class that carry a mark, and what they declare. */
function declaredOf(type: Function, mark: string): Declared[] {
  const prototype: unknown = type.prototype;
  if (typeof prototype !== 'object' || prototype === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) => {
    const method: unknown = value;
    if (typeof method !== 'function' || name === 'constructor' || !Reflect.hasMetadata(mark, method)) return [];
    const verb: unknown = Reflect.getMetadata(mark, method);
    const changes = mark === METHOD_METADATA && verb !== RequestMethod.GET;
    const path = [type, method].map((part) => String(Reflect.getMetadata(PATH_METADATA, part) ?? '')).join('/');
    return [{ name: `${type.name}.${name}`, path: `/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'), need: permissionOf(method, type, changes) }];
  });
}

describe('Every way in', () => {
  it('declares who may use it, if it is a route', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ need }) => need === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('declares who may use it, if it is a socket message', () => {
    expect(messages.length).toBeGreaterThanOrEqual(8);
    expect(messages.filter(({ need }) => need === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('is open at the door just where its route declares so', () => {
    const open = routes.filter(({ need }) => need === 'public').map(({ path }) => (path.startsWith('/health') ? path : `/api${path}`));
    expect([...new Set(open)].toSorted()).toEqual([...OPEN_ROUTES].toSorted());
  });
});

import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppEventEmitter, OnAppEvent } from './app-event-emitter.js';
import type { AppEventMap } from './app-events.js';
import { EventsModule } from './events.module.js';

const heard: string[] = [];

@Injectable()
class Broken {
  @OnAppEvent('server.changed')
  onChange(_change: AppEventMap['server.changed']): void {
    heard.push('broken');
    if (heard.length > 0) throw new Error('a listener that throws');
  }
}

@Injectable()
class Fine {
  @OnAppEvent('server.changed')
  onChange({ change }: AppEventMap['server.changed']): void {
    heard.push(`fine: ${change}`);
  }
}

@Module({ imports: [EventsModule], providers: [Broken, Fine] })
class Listeners {}

it('lets the other listeners have their turn when one throws, and whoever emits goes on', async () => {
  const application = await NestFactory.createApplicationContext(Listeners, { logger: false });
  await application.init();
  const events = application.get(AppEventEmitter);
  for (const change of ['created', 'deleted'] as const) events.emit('server.changed', { serverId: 's', timestamp: 0, change });
  await new Promise((resolve) => setImmediate(resolve));
  await application.close();
  expect(heard).toEqual(['broken', 'fine: created', 'broken', 'fine: deleted']);
});

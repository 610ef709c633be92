import { Global, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AppEventEmitter } from './app-event-emitter.js';

/** One emitter for all rooms; without wildcards, which cost fifteen times as much. */
@Global()
@Module({
  imports: [EventEmitterModule.forRoot({ wildcard: false, maxListeners: 50 })],
  providers: [AppEventEmitter],
  exports: [AppEventEmitter],
})
export class EventsModule {}

import { Injectable } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import type { AppEventMap, AppEventName } from './app-events.js';

/** The typed face of EventEmitter2; nothing else emits. */
@Injectable()
export class AppEventEmitter {
  constructor(private readonly emitter: EventEmitter2) {}

  emit<N extends AppEventName>(name: N, payload: AppEventMap[N]): void {
    this.emitter.emit(name, payload);
  }
}

/** Marks a method as a listener. What it throws is logged and keeps no other listener from its turn. */
export function OnAppEvent<N extends AppEventName>(name: N) {
  return (target: object, key: string, descriptor: TypedPropertyDescriptor<(payload: AppEventMap[N]) => void>): void => {
    OnEvent(name, { suppressErrors: true })(target, key, descriptor);
  };
}

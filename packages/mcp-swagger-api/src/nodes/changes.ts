import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { Leases } from './leases.service.js';
import { NodeWire } from './node-wire.js';

const TOPIC = 'changes';

/** Changes of what is configured, which every node must hear of, whoever made them. */
type Shared = 'server.changed' | 'replicas.asked' | 'login.counted' | 'access.changed' | 'document.changed' | 'group.changed';
type SharedEvent = { [N in Shared]: { name: N; payload: AppEventMap[N] } }[Shared];

/** Tells the other nodes what is changed here, and here what is changed there. Rooms that only look hear both alike; those that act hear what is remote apart. */
@Injectable()
export class Changes {
  readonly #remote = new EventEmitter();
  #isRemote = false;

  constructor(
    private readonly events: AppEventEmitter,
    private readonly wire: NodeWire,
    private readonly leases: Leases,
  ) {
    wire.on(TOPIC, (event) => this.#hear(event as SharedEvent));
  }

  /** True while an event is told that another node caused. */
  get isRemote(): boolean {
    return this.#isRemote;
  }

  /** Calls back for what other nodes changed. */
  onRemote<N extends Shared>(name: N, listen: (payload: AppEventMap[N]) => void): void {
    this.#remote.on(name, listen);
  }

  @OnAppEvent('server.changed')
  onServer(payload: AppEventMap['server.changed']): void {
    this.#tell({ name: 'server.changed', payload });
    this.leases.look();
  }

  @OnAppEvent('replicas.asked')
  onReplicas(payload: AppEventMap['replicas.asked']): void {
    this.#tell({ name: 'replicas.asked', payload });
  }

  @OnAppEvent('login.counted')
  onLogin(payload: AppEventMap['login.counted']): void {
    this.#tell({ name: 'login.counted', payload });
  }

  @OnAppEvent('access.changed')
  onAccess(payload: AppEventMap['access.changed']): void {
    this.#tell({ name: 'access.changed', payload });
  }

  @OnAppEvent('document.changed')
  onDocument(payload: AppEventMap['document.changed']): void {
    this.#tell({ name: 'document.changed', payload });
  }

  @OnAppEvent('group.changed')
  onGroup(payload: AppEventMap['group.changed']): void {
    this.#tell({ name: 'group.changed', payload });
  }

  #tell(event: SharedEvent): void {
    if (!this.#isRemote) this.wire.tell(TOPIC, event);
  }

  #hear({ name, payload }: SharedEvent): void {
    // A document that was proposed is applied where it was proposed.
    if (name === 'document.changed') {
      this.#remote.emit(name, payload);
      return;
    }
    this.#isRemote = true;
    this.events.emit(name, payload);
    this.#isRemote = false;
    this.#remote.emit(name, payload);
  }
}

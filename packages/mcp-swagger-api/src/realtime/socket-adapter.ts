import type { IncomingMessage } from 'node:http';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Namespace, Server, ServerOptions } from 'socket.io';
import type { AccessService } from '../auth/access.service.js';
import { refusalOf } from '../auth/permission.guard.js';
import { limitBacklog } from './limit-backlog.js';
import { recheckSockets } from './recheck-sockets.js';
import type { NodeLink } from './node-link.js';
import { RecoveryAdapter } from './recovery-adapter.js';

const log = new Logger('Realtime');

/** A message of a browser is small; a larger one ends its connection. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** A browser that comes back within so long finds its rooms again, and what it missed. */
const RECOVERY_MS = 30_000;

const UNFORESEEN = { detail: 'Something went wrong that the API did not foresee.' };

/** Of a request that belongs to a connection which is open already. */
const GOES_ON = /[?&]sid=/;

/** Socket.IO on the API's own port, behind the same door as REST. */
export class SocketAdapter extends IoAdapter {
  constructor(
    application: INestApplicationContext,
    private readonly access: AccessService,
    private readonly corsOrigins: string[],
    private readonly link: NodeLink,
  ) {
    super(application);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...options,
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      // Their types forget that a class has its parent's static members.
      adapter: linkedAdapter(this.link) as unknown as ServerOptions['adapter'],
      connectionStateRecovery: { maxDisconnectionDuration: RECOVERY_MS },
      cors: { origin: this.corsOrigins, credentials: true },
      allowRequest: (request: IncomingMessage, answer: (error: string | null, allowed: boolean) => void) => {
        this.access.admit(request).then(
          (admission) => {
            const refusal = admission.allowed ? refusalOf('viewer', admission.caller) : new Error(admission.detail);
            answer(refusal?.message ?? null, refusal === undefined);
          },
          () => answer(UNFORESEEN.detail, false),
        );
      },
    } as ServerOptions);
    server.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) => void this.#letGoOn(request, next));
    recheckSockets(
      server,
      (request) => this.access.stillMay(request),
      () => log.warn('A browser was disconnected: who opened it has signed out, or may not come in any more.'),
    );
    limitBacklog(server, () => log.warn('A browser did not read what it was sent and was disconnected.'));
    return server;
  }

  /** Whoever goes on with a connection is only asked for its id, and a foreign page shall not come even with that. */
  async #letGoOn(request: IncomingMessage, next: (error?: Error) => void): Promise<void> {
    const refusal = GOES_ON.test(request.url ?? '') ? await this.access.refuseAnyone(request).catch(() => UNFORESEEN) : undefined;
    next(refusal === undefined ? undefined : new Error(refusal.detail));
  }
}

/** Socket.IO makes one for each namespace, by `new`. */
function linkedAdapter(link: NodeLink): new (namespace: Namespace) => RecoveryAdapter {
  return class extends RecoveryAdapter {
    constructor(namespace: Namespace) {
      super(namespace, link);
      link.join(namespace, this);
    }
  };
}

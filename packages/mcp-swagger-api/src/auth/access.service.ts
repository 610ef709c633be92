import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { type Access, type AccessSettings, decideAccess, forwardingHeader } from './decide-access.js';

/** Says of any request, REST or socket, whether it may come in. */
@Injectable()
export class AccessService {
  private readonly settings: AccessSettings;

  constructor(environment: Environment) {
    const { bindsToLoopback, adminPassword } = environment;
    this.settings = { bindsToLoopback, adminPassword, corsOrigins: environment.variables.CORS_ORIGINS };
  }

  decide(request: IncomingMessage): Access {
    const { headers, socket } = request;
    const { host, origin, authorization } = headers;
    const forwardedBy = forwardingHeader(Object.keys(headers));
    return decideAccess({ remoteAddress: socket.remoteAddress, host, origin, authorization, forwardedBy }, this.settings);
  }
}

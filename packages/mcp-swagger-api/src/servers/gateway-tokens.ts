import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** What the gateway proves itself with to the children of this API: each child knows its own token and no other's. They end with this process, as the children do. */
@Injectable()
export class GatewayTokens {
  readonly #secret = randomBytes(32);

  /** Always the same for a server, so that a reload finds nothing changed. */
  of(serverId: string): string {
    return createHmac('sha256', this.#secret).update(serverId).digest('hex');
  }
}

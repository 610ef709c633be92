import { Injectable } from '@nestjs/common';
import type { IpcView } from 'mcp-swagger-ipc';
import { sumOfIpc } from '../supervisor/ipc-meter.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';

/** What came over the pipes of all processes, in sum and by server, since the last reset. */
@Injectable()
export class IpcService {
  /** Epoch ms. */
  since = Date.now();

  constructor(private readonly supervisor: SupervisorService) {}

  sum(): IpcView {
    return sumOfIpc([...this.supervisor.ipc().values()]);
  }

  /** By server id. */
  servers(): Map<string, IpcView> {
    return this.supervisor.ipc();
  }

  reset(): void {
    this.supervisor.resetIpc();
    this.since = Date.now();
  }
}

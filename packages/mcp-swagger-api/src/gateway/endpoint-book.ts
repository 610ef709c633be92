import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { messageOf } from '../common/error-facts.js';
import { Environment } from '../config/environment.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { GatewayTokens } from '../servers/gateway-tokens.js';
import { ServersService } from '../servers/servers.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { Place } from './place.js';
import { type PlacedServer, Places } from './places.js';

/** The places of this API's servers, kept true by what happens to servers and processes. */
@Injectable()
export class EndpointBook extends Places implements OnApplicationBootstrap {
  private readonly logger = new Logger(EndpointBook.name);

  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly tokens: GatewayTokens,
    { variables }: Environment,
  ) {
    super({ patienceMs: variables.GATEWAY_WAIT, silenceMs: variables.GATEWAY_TIMEOUT });
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const server of await this.servers.list()) this.#enter(server);
  }

  override async lookUp(nameOrId: string): Promise<Place | undefined> {
    const server = (await this.servers.list()).find(({ id, name }) => id === nameOrId || name === nameOrId);
    if (server !== undefined) this.#enter(server);
    return this.find(nameOrId);
  }

  @OnAppEvent('server.changed')
  onServer({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.forget(serverId);
    else
      this.servers.get(serverId).then(
        (server) => this.#enter(server),
        (error: unknown) => this.logger.warn(`The gateway goes on with what it knew of server ${serverId}: ${messageOf(error)}`),
      );
  }

  @OnAppEvent('process.state.changed')
  onProcess({ serverId, process }: AppEventMap['process.state.changed']): void {
    this.observe(serverId, process);
  }

  #enter(server: PlacedServer): void {
    this.enter(server, this.tokens.of(server.id));
    const process = this.supervisor.view(server.id);
    if (process !== undefined) this.observe(server.id, process);
  }
}

import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { secretsOf } from 'mcp-swagger-ipc';
import { Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { messageOf } from '../common/error-facts.js';
import { forgetSecrets, learnSecrets } from '../common/redact.js';
import { SecretBox } from '../common/secret-box.js';
import { Environment } from '../config/environment.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { Leases } from '../nodes/leases.service.js';
import type { ProcessSpec } from '../supervisor/process-spec.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { GatewayTokens } from './gateway-tokens.js';
import { refuseUnlessAllowed } from './command-settings.js';
import { processSpecOf } from './process-spec-of.js';
import { reconcile } from './reconcile.js';
import { ServerTurns } from './server-turns.js';
import { openSecrets } from './upstream-secrets.js';

/** Brings processes to the state that is desired of them; nobody else starts or stops one. */
@Injectable()
export class ServerReconciler implements OnApplicationBootstrap {
  private readonly logger = new Logger(ServerReconciler.name);

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly documents: DocumentsService,
    private readonly supervisor: SupervisorService,
    private readonly secrets: SecretBox,
    private readonly environment: Environment,
    private readonly events: AppEventEmitter,
    private readonly turns: ServerTurns,
    private readonly gatewayTokens: GatewayTokens,
    private readonly connections: ConnectionsService,
    private readonly leases: Leases,
  ) {}

  /** Before anybody can ask for anything, or the wish of a person would be overwritten. */
  async onApplicationBootstrap(): Promise<void> {
    await this.servers.update({ autoStart: true, desiredState: 'stopped' }, { desiredState: 'running' });
  }

  /** `asked`: a person wants it now, so a failed process is tried again; `chosen`: another node found that it should run here. Resolves once the way is taken, not at its end. */
  async reconcile(server: ServerEntity, { asked = false, chosen = false } = {}): Promise<void> {
    const observed = this.supervisor.view(server.id)?.state ?? 'stopped';
    const action = reconcile(server.desiredState, observed, asked);
    if (action === 'start' && (await this.leases.take(server.id, chosen))) {
      const spec = await this.#specOf(server);
      this.#monitor(server);
      this.supervisor.start(spec);
    }
    if (action === 'stop') void this.supervisor.stop(server.id);
  }

  /** Runs it anew with what its row says now; a process that is not up is left to `reconcile`. */
  async restart(server: ServerEntity, chosen = false): Promise<void> {
    if (!(await this.leases.take(server.id, chosen))) return;
    const spec = await this.#specOf(server);
    this.#monitor(server);
    this.supervisor.restart(spec);
  }

  /**
   * Gives a running process what its row says, or will say once it is stored: by a reload, and its sessions stay, or by a process in its place,
   * which is ready before the old one drains. Restart needed: both would want the same port. `content`: the document's next text, which is not
   * stored yet. Throws AppError when it is refused; then the process goes on as it was.
   */
  async change(server: ServerEntity, { content, always = false }: { content?: string; always?: boolean } = {}): Promise<'reloaded' | 'replaced' | 'restart-needed'> {
    const spec = await this.#specOf(server, content);
    const reload = await this.supervisor.reload(spec, always);
    const outcome = reload.kind === 'restart-needed' ? await this.supervisor.replace(spec) : reload;
    if (outcome.kind === 'refused') throw new AppError(outcome.code === 'PORT_TAKEN' ? 409 : 422, outcome.code, outcome.message);
    this.#monitor(server);
    return outcome.kind;
  }

  /** There is a process that should go on, and to which a change can be told. */
  isUp({ id, desiredState }: ServerEntity): boolean {
    return desiredState === 'running' && !['stopped', 'failed'].includes(this.supervisor.view(id)?.state ?? 'stopped');
  }

  /** At boot: those that ran, and those that shall always run. One that cannot be started keeps none of the others from it. */
  async reconcileAll(): Promise<void> {
    const wanted = await this.servers.find({ where: { desiredState: 'running' }, order: { name: 'ASC' } });
    await this.leases.takeAll(wanted.map(({ id }) => id));
    for (const { id } of wanted) if (this.leases.held(id) !== undefined) await this.turns.run(id, () => this.#reconcileByItself(id));
  }

  /** Another node had it, or nobody. */
  @OnAppEvent('lease.taken')
  onLeaseTaken({ serverId }: AppEventMap['lease.taken']): void {
    void this.turns.run(serverId, () => this.#reconcileByItself(serverId));
  }

  async #reconcileByItself(id: string): Promise<void> {
    try {
      // Requests are answered already: what was read with the list may have been changed or deleted meanwhile.
      const server = await this.servers.findOneBy({ id });
      if (server !== null) await this.reconcile(server);
    } catch (error) {
      const text = `It was not started: ${messageOf(error)}`;
      this.logger.error(`Server ${id}: ${text}`);
      this.events.emit('process.remark', { serverId: id, timestamp: Date.now(), level: 'error', text });
    }
  }

  /** Its process has ended by then, and says nothing any more. */
  @OnAppEvent('server.changed')
  onServerChanged({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') forgetSecrets(serverId);
  }

  #monitor({ id, serving }: ServerEntity): void {
    this.connections.monitor(id, serving.monitoring);
  }

  async #specOf(server: ServerEntity, newContent?: string): Promise<ProcessSpec> {
    if (server.command !== null) refuseUnlessAllowed(this.environment.variables.ALLOW_COMMAND_SERVERS);
    const secrets = openSecrets(this.secrets, server.id, server.sealedSecrets);
    const document = server.documentId === null ? null : await this.#documentOf(server.documentId, newContent);
    const spec = processSpecOf(server, document, secrets, this.environment, this.gatewayTokens.of(server.id));
    learnSecrets(server.id, [...secretsOf(spec.configuration), ...Object.values(secrets.environment)]);
    return spec;
  }

  async #documentOf(id: string, newContent: string | undefined): Promise<{ content: string; sourceUrl: string | null; sourceTrusted: boolean }> {
    const { sourceUrl, sourceTrusted } = await this.documents.get(id);
    return { sourceUrl, sourceTrusted, content: newContent ?? (await this.documents.content(id)) };
  }
}

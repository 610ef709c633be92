import { type ChildError, type Command, redactor, secretsOf, type ServerConfiguration, sayReason } from 'mcp-swagger-ipc';
import type { DocumentSource } from 'mcp-swagger-parser';
import { exitCodeOf } from '../cli/exit-code.js';
import { Logger } from '../logger.js';
import type { DocumentModel } from '../model/document-model.js';
import { loadModel } from '../model/load-model.js';
import { describeError } from '../reporter/describe-error.js';
import { MessageWriter } from '../reporter/message-writer.js';
import { Reporter, type Reporting } from '../reporter/reporter.js';
import { type RunningServer, startServer } from '../start-server.js';
import { beginTracing, endTracing } from '../telemetry/current-tracing.js';
import { ServerError } from '../server-error.js';
import { shownRequest } from '../upstream/index.js';
import { VERSION } from '../version.js';
import { readCommands } from './command-loop.js';
import { fixedSettingsThatDiffer } from './fixed-settings.js';
import { knownSecrets } from './known-secrets.js';
import type { Channel } from './open-channel.js';
import { probeUpstream } from './probe-upstream.js';

/** How long the last messages may take to leave, in ms. */
const FLUSH_MS = 2_000;

/** The grace of a SIGTERM, which cannot say one; in ms. */
const SIGNAL_GRACE_MS = 5_000;

/** So many invalid commands are told one by one; after that only their count goes up. */
const MAX_TOLD = 20;

/** A request that is only shown may be so long as JSON; a line to the API has an end. */
const MAX_SHOWN = 200_000;

/** So many warnings of a document go to the log. */
const MAX_WARNINGS = 50;

/** A server that the API commands and watches. It owns the process: leaving means exiting. */
export class ManagedServer {
  #secrets: string[];
  #redact: (text: string) => string;
  readonly #logger: Logger;
  readonly #writer: MessageWriter;
  readonly #reporter: Reporter;
  readonly #reporting: Reporting;
  #server: RunningServer | undefined;
  #configuration: ServerConfiguration;
  /** Reloads come one after the other. */
  #reloading: Promise<void> = Promise.resolve();
  #invalidCommands = 0;
  #leaving = false;

  constructor(
    configuration: ServerConfiguration,
    private readonly channel: Channel,
  ) {
    this.#configuration = configuration;
    this.#secrets = secretsOf(configuration);
    this.#redact = redactor(this.#secrets);
    this.#logger = new Logger(configuration.logLevel, (text) => this.#redact(text));
    this.#writer = new MessageWriter(channel.messages, configuration.reporting, () => void this.#leave(0, 0, 'the reader of our messages is gone'));
    const { enabled, statsIntervalMs, heartbeatIntervalMs } = configuration.reporting;
    this.#reporting = { enabled, statsIntervalMs, heartbeatIntervalMs };
    this.#reporter = new Reporter(this.#writer, this.#reporting);
  }

  /** Says one thing over a channel and waits until it is said. */
  static async tellOnce({ messages }: Channel, error: ChildError): Promise<void> {
    const writer = new MessageWriter(messages, { maxQueueBytes: 64 * 1024, batchSize: 1, batchDelayMs: 1 }, () => {});
    writer.send('ERROR', error);
    await writer.flush(FLUSH_MS);
  }

  /** Starts, and resolves when the server listens or the process is about to exit. */
  async run(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.#leave(SIGNAL_GRACE_MS, 0, `${signal} came`));
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => void this.#fail(error));
    readCommands(this.channel.commands, {
      command: (command) => this.#obey(command),
      invalid: (detail) => this.#tellInvalid(detail),
      end: () => void this.#leave(0, 0, 'the parent closed its end'),
    });
    try {
      await this.#start();
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #start(): Promise<void> {
    const configuration = this.#configuration;
    const { telemetry, serverId, name } = configuration;
    if (telemetry !== undefined) await beginTracing({ ...telemetry, attributes: { 'mcp_swagger.server.id': serverId, 'mcp_swagger.server.name': name } });
    const model = await load(configuration);
    const server = await startServer({
      configuration,
      model,
      stdio: this.channel.stdio,
      observer: {
        connection: (event) => this.#reporter.connection(event),
        call: (call) => this.#reporter.call(call),
        error: (error) => this.#reporter.error(describeError(error, this.#redact)),
      },
    });
    this.#server = server;
    if (this.#leaving) return;
    void server.clientGone.then(() => this.#leave(0, 0, 'the client closed its end'));
    const { endpoint, port, internalPort, transport, served } = server;
    const { tools } = served.model;
    this.#tellWarnings(server);
    this.#logger.info(`${configuration.name}: ${tools.length} tools ${endpoint === undefined ? 'over stdio' : `at ${endpoint}`}`);
    this.#reporter.start({ endpoint, port, internalPort, transport, toolCount: tools.length, pid: process.pid, version: VERSION, reporting: this.#reporting }, server.connections);
  }

  #obey(command: Command): void {
    switch (command.command) {
      case 'configure':
        this.#tellInvalid('A process is configured once; start another one for another configuration.');
        return;
      case 'health-check':
        this.#reporter.health(command.requestId);
        return;
      case 'metrics':
        if (this.#server === undefined) this.#reporter.result({ requestId: command.requestId, success: false, error: 'The server is not started yet.' });
        else this.#reporter.metrics(command.requestId, this.#server.counts());
        return;
      case 'snapshot':
        this.#reporter.snapshot(command.requestId);
        return;
      case 'close-session': {
        const { requestId, sessionId, reason = sayReason('OPERATOR_ENDED') } = command;
        const success = this.#server?.closeSession(sessionId, reason) ?? false;
        this.#reporter.result({ requestId, success, ...(success ? {} : { error: `There is no session ${sessionId}; only sessions can be ended, not streams or derived connections.` }) });
        return;
      }
      case 'dry-run':
        this.#dryRun(command.requestId, command.tool, command.arguments);
        return;
      case 'reload':
        this.#reloading = this.#reloading.then(async () => await this.#reload(command.requestId, command.configuration));
        return;
      case 'probe-upstream':
        void this.#probe(command);
        return;
      case 'stop':
        void this.#leave(command.graceMs, 0, 'we were asked to stop');
    }
  }

  #dryRun(requestId: string, tool: string, args: Record<string, unknown>): void {
    try {
      if (this.#server === undefined) throw new ServerError('CONFIGURATION', 'The server is not started yet.');
      const request = shownRequest(this.#server.served.upstream.buildRequest(tool, args));
      if (JSON.stringify(request).length > MAX_SHOWN) throw new ServerError('USAGE', `The request is longer than ${MAX_SHOWN} characters, which is more than can be shown.`);
      this.#reporter.request({ requestId, ...request });
    } catch (error) {
      const { code, message } = describeError(error, this.#redact);
      this.#reporter.result({ requestId, success: false, code, error: message });
    }
  }

  async #probe({ requestId, target, timeoutMs }: Extract<Command, { command: 'probe-upstream' }>): Promise<void> {
    try {
      if (this.#server === undefined) throw new Error('The server is not started yet.');
      await probeUpstream(this.#server.served, target, timeoutMs);
      this.#reporter.result({ requestId, success: true });
    } catch (error) {
      const { code, message } = describeError(error, this.#redact);
      this.#reporter.result({ requestId, success: false, code, error: message });
    }
  }

  /** What is served stays when the new document or configuration is wrong. */
  async #reload(requestId: string, configuration: ServerConfiguration): Promise<void> {
    const server = this.#server;
    const fixed = fixedSettingsThatDiffer(this.#configuration, configuration);
    if (server === undefined || fixed.length > 0) {
      const error = server === undefined ? 'The server is not started yet.' : `${fixed.join(', ')} cannot change while the process runs; restart it for that.`;
      this.#reporter.result({ requestId, success: false, code: 'RESTART_NEEDED', error });
      return;
    }
    this.#secrets = knownSecrets(secretsOf(configuration), this.#secrets);
    this.#redact = redactor(this.#secrets);
    try {
      const change = server.reload(await load(configuration), configuration);
      this.#configuration = configuration;
      this.#tellWarnings(server);
      this.#logger.info(`Reloaded: ${change.toolCount} tools, ${change.added.length} added, ${change.removed.length} removed, ${change.changed.length} changed.`);
      this.#reporter.toolsChanged(change);
      this.#reporter.result({ requestId, success: true });
    } catch (error) {
      const described = describeError(error, this.#redact);
      this.#logger.error(`Not reloaded: ${described.message}`);
      this.#reporter.error(described);
      this.#reporter.result({ requestId, success: false, code: described.code, error: described.message });
    }
  }

  #tellWarnings({ served }: RunningServer): void {
    for (const { pointer, message } of [...served.warnings, ...served.model.skipped].slice(0, MAX_WARNINGS)) this.#logger.warn(`${pointer}: ${message}`);
  }

  #tellInvalid(detail: string): void {
    this.#invalidCommands += 1;
    if (this.#invalidCommands > MAX_TOLD) return;
    this.#reporter.error({ code: 'COMMAND_INVALID', message: this.#redact(`${detail} (invalid command ${this.#invalidCommands})`) });
  }

  async #fail(error: unknown): Promise<void> {
    const described = describeError(error, this.#redact);
    this.#logger.error(described.message);
    this.#reporter.error(described);
    await this.#leave(0, exitCodeOf(error), described.code);
  }

  /** Drains, flushes and ends the process; only the first reason counts. */
  async #leave(graceMs: number, exitCode: number, reason: string): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#logger.info(`Leaving: ${reason}.`);
    try {
      await this.#server?.stop(graceMs);
    } finally {
      this.#reporter.stop();
      await endTracing(FLUSH_MS);
      await this.#writer.flush(FLUSH_MS);
      process.exit(exitCode);
    }
  }
}

async function load(configuration: ServerConfiguration): Promise<DocumentModel> {
  const { document, overlays, outgoing, cacheDirectory } = configuration;
  const { model } = await loadModel({ source: sourceOf(document), overlays: overlays.map(sourceOf), outgoing, allowFiles: false, options: configuration, cacheDirectory });
  return model;
}

/** A text with the address that it came from, if it has one. */
function sourceOf({ text, url }: { text: string; url?: string | undefined }): DocumentSource {
  return url === undefined ? { text } : { text, url };
}

import { redactor, secretsOf } from 'mcp-swagger-ipc';
import { claimStdout } from '../claim-stdout.js';
import { Logger } from '../logger.js';
import type { DocumentModel } from '../model/document-model.js';
import { loadModel } from '../model/load-model.js';
import { describeError } from '../reporter/describe-error.js';
import { type RunningServer, startServer } from '../start-server.js';
import { beginTracing, endTracing } from '../telemetry/current-tracing.js';
import { openDoorWarning } from './access-from-flags.js';
import { configurationFromFlags } from './configuration-from-flags.js';
import { environmentWith } from './environment.js';
import { modelRequest, serverName } from './model-request.js';
import type { ServeFlags } from './options.js';
import { print } from './print.js';
import { watchDocument } from './watch-document.js';

/** How long calls in flight may take after Ctrl-C, in ms. */
const GRACE_MS = 5_000;

/** How long the last traces may take to be sent, in ms. */
const TRACES_MS = 2_000;

/** Serves until a signal comes or the stdio client leaves. */
export async function serve(flags: ServeFlags): Promise<void> {
  const environment = environmentWith(flags.env, process.env);
  const configuration = await configurationFromFlags(flags, serverName(flags.openapi), environment);
  const redact = redactor(secretsOf(configuration));
  const logger = new Logger(configuration.logLevel, redact);
  const isStdio = configuration.transport === 'stdio';
  // Before anything else is done: a settings file may have asked for stdio.
  const stdio = isStdio ? { input: process.stdin, output: claimStdout() } : undefined;
  const load = async (): Promise<DocumentModel> => (await loadModel(await modelRequest(flags, configuration, environment))).model;
  const { telemetry } = configuration;
  if (telemetry !== undefined) await beginTracing({ ...telemetry, attributes: { 'mcp_swagger.server.name': configuration.name } });
  const model = await load();
  const server = await startServer({
    configuration,
    model,
    stdio,
    observer: {
      connection: ({ event, kind, sessionId, clientInfo, reason }) => logger.debug(`${kind} ${sessionId} ${event}: ${clientInfo.name ?? 'a client'}${reason === undefined ? '' : ` (${reason})`}`),
      // To write a line that nobody reads costs more than to look.
      call: ({ tool, durationMs, upstreamStatus, isError }) => {
        if (configuration.logLevel === 'debug') logger.debug(`${tool} ${isError ? 'failed' : 'answered'} ${upstreamStatus ?? ''} in ${durationMs.toFixed(0)} ms`);
      },
      error: (error) => logger.error(describeError(error, redact).message),
    },
  });
  const { served } = server;
  for (const { pointer, message } of [...served.warnings, ...served.model.skipped]) logger.warn(`${pointer}: ${message}`);
  const openDoor = openDoorWarning(configuration);
  if (openDoor !== undefined) logger.warn(openDoor);
  const { mode, listTokens } = served.catalogue.toolMode;
  if (mode === 'search') logger.info(`The tools are behind search_tools, describe_tool and call_tool${listTokens === undefined ? '' : `: a list of them would cost about ${listTokens} tokens`}.`);
  const tools = `${model.tools.length} ${model.tools.length === 1 ? 'tool' : 'tools'}`;
  // Watched and stoppable before it is announced: whoever reads the announcement may change the document at once, or end it.
  const ended = Promise.race([server.clientGone, signalled()]);
  const stopWatching = flags.watch ? await watch(server, model, load, logger) : undefined;
  // Scripts that asked for port 0 read the address here; under stdio this pipe belongs to MCP.
  if (isStdio) logger.info(`${model.document.title}: ${tools} over stdio`);
  else await print(`${model.document.title}: ${tools} at ${server.endpoint ?? ''}`);
  if (server.internalPort !== undefined) {
    const told = `The internal API is at http://127.0.0.1:${server.internalPort}`;
    if (isStdio) logger.info(told);
    else await print(told);
  }

  await ended;
  await stopWatching?.();
  await server.stop(GRACE_MS);
  await endTracing(TRACES_MS);
}

/** Serves what the document has become; a broken one is told, and the old one stays. */
async function watch(server: RunningServer, model: DocumentModel, load: () => Promise<DocumentModel>, logger: Logger): Promise<() => Promise<void>> {
  return await watchDocument(model, {
    load,
    onChange: (next) => {
      const { toolCount, added, removed, changed } = server.reload(next);
      logger.info(`The document changed: ${toolCount} tools, ${added.length} added, ${removed.length} removed, ${changed.length} changed.`);
    },
    onError: (error) => logger.error(`The document is served as it was: ${error instanceof Error ? error.message : String(error)}`),
  });
}

async function signalled(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

import { claimStdout } from '../claim-stdout.js';
import { Logger } from '../logger.js';
import { describeError } from '../reporter/describe-error.js';
import { redactor, secretsOf } from '../reporter/redact.js';
import { startServer } from '../start-server.js';
import { configurationFromFlags } from './configuration-from-flags.js';
import type { ServeFlags } from './options.js';
import { print } from './print.js';
import { readDocument, serverName } from './read-document.js';

/** How long calls in flight may take after Ctrl-C, in ms. */
const GRACE_MS = 5_000;

/** Serves until a signal comes or the stdio client leaves. */
export async function serve(flags: ServeFlags): Promise<void> {
  const configuration = configurationFromFlags(flags, serverName(flags.openapi), process.env);
  const redact = redactor(secretsOf(configuration));
  const logger = new Logger(configuration.logLevel, redact);
  const isStdio = configuration.transport === 'stdio';
  const document = await readDocument(flags.openapi, configuration.outgoing);
  const server = await startServer({
    configuration,
    document,
    stdio: isStdio ? { input: process.stdin, output: claimStdout() } : undefined,
    observer: {
      connection: ({ event, kind, sessionId, clientInfo, reason }) => logger.debug(`${kind} ${sessionId} ${event}: ${clientInfo.name ?? 'a client'}${reason === undefined ? '' : ` (${reason})`}`),
      call: ({ tool, durationMs, upstreamStatus, isError }) => logger.debug(`${tool} ${isError ? 'failed' : 'answered'} ${upstreamStatus ?? ''} in ${durationMs.toFixed(0)} ms`),
      error: (error) => logger.error(describeError(error, redact).message),
    },
  });
  for (const { pointer, message } of [...server.warnings, ...server.skipped]) logger.warn(`${pointer}: ${message}`);
  const tools = `${server.tools.length} ${server.tools.length === 1 ? 'tool' : 'tools'}`;
  // Scripts that asked for port 0 read the address here; under stdio this pipe belongs to MCP.
  if (isStdio) logger.info(`${document.title}: ${tools} over stdio`);
  else await print(`${document.title}: ${tools} at ${server.endpoint ?? ''}`);

  await Promise.race([server.clientGone, signalled()]);
  await server.stop(GRACE_MS);
}

async function signalled(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

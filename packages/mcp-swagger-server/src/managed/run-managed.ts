import { decodeCommand, MAX_COMMAND_BYTES, type ServerConfiguration } from 'mcp-swagger-ipc';
import { claimStdout } from '../claim-stdout.js';
import { Logger } from '../logger.js';
import { ServerError } from '../server-error.js';
import { ManagedServer } from './managed-server.js';
import { type Channel, openChannel } from './open-channel.js';
import { watchParent } from './parent-watchdog.js';
import { readFirstLine } from './read-first-line.js';

/** Runs as a child of the API: configured by the first line of stdin, reporting on stdout or file descriptor 3. Ends the process. */
export async function runManaged(): Promise<never> {
  watchParent(process.ppid);
  const line = await readFirstLine(process.stdin, MAX_COMMAND_BYTES);
  try {
    const configuration = configurationIn(line);
    await new ManagedServer(configuration, openChannel(configuration.transport)).run();
    // It serves until something makes it exit.
    return await new Promise<never>(() => {});
  } catch (error) {
    return await refuse(error);
  }
}

/** Throws ServerError when the line is not a `configure` command. */
function configurationIn(line: string | undefined): ServerConfiguration {
  const decoded = line === undefined ? undefined : decodeCommand(line);
  if (decoded?.kind === 'command' && decoded.command.command === 'configure') return decoded.command.configuration;
  const detail = line === undefined ? 'stdin ended before it came' : decoded?.kind === 'invalid' ? decoded.detail : 'something else came';
  throw new ServerError('CONFIGURATION', `The first line on stdin must be a valid configure command: ${detail}`);
}

/** Without a configuration there is nothing to wait for, so the one message may be written in the plainest way. */
async function refuse(error: unknown): Promise<never> {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof ServerError ? error.code : 'ERROR';
  new Logger('error').error(message);
  const channel: Channel = { messages: claimStdout(), commands: process.stdin };
  await ManagedServer.tellOnce(channel, { code, message });
  process.exit(1);
}

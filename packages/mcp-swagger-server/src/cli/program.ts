import { Command, CommanderError } from 'commander';
import { ServerError } from '../server-error.js';
import { VERSION } from '../version.js';
import type { CallFlags } from './call-tool.js';
import { KNOWN_CLIENTS } from 'mcp-swagger-ipc/client-snippet';
import { type ConfigFlags, configureClient } from './configure-client.js';
import { applyConfigFile } from './flags-from-file.js';
import { listTools } from './list-tools.js';
import { assertOnlyManaged } from './only-managed.js';
import { addServeFlags, addUpstreamFlags, type ServeFlags, type UpstreamFlags } from './options.js';
import { print } from './print.js';

/** Runs the command line. Rejects with ServerError, DocumentError, UpstreamError or CommanderError; returns the exit code otherwise. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = makeProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Commander has printed it already. Help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return exitCode;
}

/** All commands and flags, of which docs/cli.md tells as well. `endWith` takes the exit code of a command that failed without an error. */
export function makeProgram(endWith: (exitCode: number) => void): Command {
  const program = new Command('mcp-swagger-server').description('Serves an OpenAPI document as an MCP server').version(VERSION).exitOverride();

  addServeFlags(program.command('serve', { isDefault: true }).description('serves the document (the default command)')).action(async (flags: ServeFlags, command: Command) => {
    if (!flags.managed) {
      // Each command loads its own: to list tools takes no server and no HTTP.
      const { serve } = await import('./serve.js');
      await serve(withDocument(flags));
      return;
    }
    assertOnlyManaged(command);
    const { runManaged } = await import('../managed/run-managed.js');
    await runManaged();
  });
  addUpstreamFlags(program.command('tools').description('prints the tools as the model would see them'))
    .option('--json', 'as JSON', false)
    .action(async (flags: UpstreamFlags & { json: boolean }) => {
      const { text, kept } = await listTools(withDocument(flags), process.stdout.isTTY);
      await print(text);
      await kept;
    });
  addUpstreamFlags(program.command('call').description('calls a tool once').argument('<tool>').argument('[arguments]', 'a JSON object', '{}'))
    .option('--dry-run', 'prints the request and sends nothing', false)
    .option('--json', 'as JSON', false)
    .action(async (tool: string, args: string, flags: CallFlags) => {
      const { callTool } = await import('./call-tool.js');
      const { text, failed } = await callTool(withDocument(flags), tool, args);
      await print(text);
      if (failed) endWith(1);
    });
  addUpstreamFlags(program.command('config').description('prints what to put into the configuration of an MCP client').argument('<client>', Object.keys(KNOWN_CLIENTS).join(', ')))
    .option('--name <name>', 'what the client shall call the server')
    .option('--url <url>', 'the endpoint of a server that runs; without it the client starts one itself')
    .action(async (client: string, _flags: ConfigFlags, command: Command) => {
      const { snippet, advice } = configureClient(client, command);
      process.stderr.write(advice.map((line) => `${line}\n`).join(''));
      await print(snippet);
    });
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help shows all flags)');

  program.hook('preAction', (_program, command) => applyConfigFile(command, process.env));
  return program;
}

function withDocument<T extends { openapi?: string }>(flags: T): T {
  if (flags.openapi === undefined || flags.openapi === '') throw new ServerError('USAGE', 'Which document? Give --openapi with a file, an address, or - for stdin.');
  return flags;
}

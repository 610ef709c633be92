import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { EnvironmentError, readEnvironment } from './config/environment.js';
import { startApplication } from './application.js';
import { closeInherited } from './supervisor/close-inherited.js';

/** Longer than a child's grace: after it, whatever still hangs is left to the watchdogs. */
const CLOSE_DEADLINE_MS = 20_000;

async function main(): Promise<void> {
  closeInherited();
  outliveReaders();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const environment = readEnvironment(process.env);
  const begun = performance.now();
  const application = await startApplication(environment);
  process.stdout.write(`Database: ${application.database}\n`);
  process.stdout.write(`Ready in ${((performance.now() - begun) / 1000).toFixed(1)} s: ${application.url}\n`);
  endOn(application.close);
}

/** Whoever reads what we print may go first (a pipe to another program, a journal that restarts): lines are lost then, and servers go on. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** The first signal ends in order, the second at once. */
function endOn(close: () => Promise<void>): void {
  let closing = false;
  const end = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    process.stdout.write(`${signal}: stopping the servers, then the API and the database.\n`);
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

main().catch((error: unknown) => {
  const isForeseen = error instanceof EnvironmentError || process.env['LOG_LEVEL'] !== 'debug';
  process.stderr.write(`${error instanceof Error ? (isForeseen ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = 1;
});

import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { messageOf } from '../common/error-facts.js';
import { keyFiles } from '../common/key-file.js';
import { readEnvironment } from '../config/environment.js';
import { withDatabase } from '../database/with-database.js';
import { rotateKey } from './rotate-key.js';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const environment = readEnvironment(process.env);
  // By environment, for arguments are seen by everybody on the machine.
  const newKey = process.env['NEW_ENCRYPTION_KEY'];
  const { resealed, already, stored } = await withDatabase(environment, (database) => rotateKey(database, environment, newKey === '' ? undefined : newKey));
  for (const [what, count] of Object.entries(resealed)) process.stdout.write(`  ${what}: ${count}\n`);
  if (already > 0) process.stdout.write(`  by an earlier attempt: ${already}\n`);
  const { current, before } = keyFiles(environment.dataDir);
  process.stdout.write(
    stored
      ? `All secrets are sealed with the new key in ${current}. The one before is in ${before}: older backups want it; delete it when none of them is kept.\n`
      : 'All secrets are sealed with NEW_ENCRYPTION_KEY: set ENCRYPTION_KEY to it before the API is started.\n',
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

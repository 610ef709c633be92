// A process that owns an embedded PostgreSQL, to be killed: `node owner.mjs DATA_DIR socket|tcp`. Says where the server is in one line of JSON.
import { startBehind } from '../../../../dist/database/embedded-postgres/start-embedded-postgres.js';

const [dataDir, door] = process.argv.slice(2);
const { host, port, user, database, password, pid } = await startBehind(door, { dataDir, log: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify({ host, port, user, database, password, pid })}\n`);
// Ends with the test that started it.
process.stdin.once('end', () => process.exit(0)).resume();

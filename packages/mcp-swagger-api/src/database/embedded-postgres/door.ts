import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { chmod, chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../common/error-facts.js';
import type { ServerUser } from './server-user.js';

/**
 * How clients get in. `socket`: a Unix socket inside the cluster's own directory, which PostgreSQL keeps at mode 0700, so that only
 * the server's user and root come near it; no password. `tcp`, for Windows: a free port of 127.0.0.1 and a random password.
 */
export type Door = { kind: 'socket' } | { kind: 'tcp'; password: string; passwordFile: string };

/** With a socket, only the name of its file. */
export const SOCKET_PORT = 5432;

/** The door for this data directory; with `tcp` its password file is made on first use. */
export async function openDoor(kind: Door['kind'], dataDir: string, user: ServerUser | undefined): Promise<Door> {
  if (kind === 'socket') return { kind };
  const passwordFile = join(dataDir, 'postgres-password');
  const password = await readOrMakePassword(passwordFile);
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  return { kind, passwordFile, password };
}

async function readOrMakePassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const password = randomBytes(32).toString('base64url');
    await writeFile(path, `${password}\n`, { flag: 'wx', mode: 0o600 });
    await chmod(path, 0o600);
    return password;
  }
}

/** A port of 127.0.0.1 that was free a moment ago; whoever takes it must be ready to find it taken. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A port was expected from a TCP server.');
  return address.port;
}

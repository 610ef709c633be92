import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../index.js';

/** Data directories for one test file, and the servers started in them; `removeAll` ends and removes everything. */
export class DataDirectories {
  readonly #servers: EmbeddedPostgres[] = [];
  #root: Promise<string> | undefined;
  #template: Promise<string> | undefined;
  #count = 0;

  /** A directory with nothing in it. */
  async empty(...below: string[]): Promise<string> {
    this.#root ??= makeRoot();
    const root = await this.#root;
    this.#count += 1;
    const path = join(root, String(this.#count), ...below);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** A directory with a new cluster: a copy, for making one takes a second. */
  async withCluster(...below: string[]): Promise<string> {
    this.#template ??= this.#makeTemplate();
    const template = await this.#template;
    const path = await this.empty(...below);
    await promisify(execFile)('cp', ['-a', join(template, 'postgres'), path]);
    return path;
  }

  async start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir, log: () => {}, ...options });
    this.#servers.push(server);
    return server;
  }

  async removeAll(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    if (this.#root !== undefined) await rm(await this.#root, { recursive: true, force: true });
  }

  async #makeTemplate(): Promise<string> {
    const path = await this.empty();
    const server = await startEmbeddedPostgres({ dataDir: path, log: () => {} });
    await server.stop();
    return path;
  }
}

/** Open to other users, as directories are that nobody made private: for root, the server is another user. */
async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'embedded-postgres-'));
  await chmod(root, 0o755);
  return root;
}

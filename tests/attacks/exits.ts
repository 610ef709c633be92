import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Something that could show a secret: what it is, and all of its text. */
export type Exit = [name: string, text: string];

const LARGEST = 64 * 1024 * 1024;

/** Every file of a directory, PostgreSQL's with its write-ahead log among them. */
export function filesBelow(directory: string): Exit[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      try {
        if (statSync(path).size > LARGEST) return [];
        const bytes = readFileSync(path);
        return [[path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')] satisfies Exit];
      } catch {
        // Removed meanwhile.
        return [];
      }
    });
}

/** Arguments and environments of a process and of all below it. */
export function processesBelow(pid: number): Exit[] {
  const parents = readdirSync('/proc').flatMap((entry) => {
    const parent = /^PPid:\s+(\d+)$/m.exec(readProc(entry, 'status'))?.[1];
    return parent === undefined ? [] : [{ pid: Number(entry), parent: Number(parent) }];
  });
  const below = (of: number): number[] => [of, ...parents.filter(({ parent }) => parent === of).flatMap((child) => below(child.pid))];
  return below(pid).flatMap((one) => ['cmdline', 'environ'].map((name) => [`/proc/${one}/${name}`, readProc(String(one), name)] satisfies Exit));
}

function readProc(pid: string, name: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/${name}`, 'latin1') : '';
  } catch {
    return '';
  }
}

interface PgClient {
  connect(): Promise<void>;
  query(sql: string): Promise<{ rows: Record<string, string | undefined>[] }>;
  end(): Promise<void>;
}

/** All rows of all tables, as text: in the files long values are compressed. */
export async function databaseRows(dataDir: string): Promise<Exit[]> {
  const pg = createRequire(fileURLToPath(new URL('../../packages/mcp-swagger-api/package.json', import.meta.url)))('pg') as { Client: new (options: object) => PgClient };
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    const tables = await client.query("SELECT format('%I', table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'");
    const exits: Exit[] = [];
    for (const { name } of tables.rows) exits.push([`table ${name}`, (await client.query(`SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM ${name} t`)).rows[0]?.text ?? '']);
    return exits;
  } finally {
    await client.end();
  }
}

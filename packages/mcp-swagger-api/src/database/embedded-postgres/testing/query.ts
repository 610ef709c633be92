import pg from 'pg';

export type Address = Pick<pg.ClientConfig, 'host' | 'port' | 'user' | 'database' | 'password'>;

/** Connects, asks one thing, and gives the rows. */
export async function query(address: Address, text: string): Promise<Record<string, unknown>[]> {
  const client = await connect(address);
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A client that takes the end of its server for granted. */
export async function connect({ host, port, user, database, password }: Address): Promise<pg.Client> {
  const client = new pg.Client({ host, port, user, database, password, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

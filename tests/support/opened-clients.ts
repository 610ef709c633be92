import type { Client as ModernClient } from '@modelcontextprotocol/client';
import { connectModern, connectSession } from './mcp-clients.js';

type Session = Awaited<ReturnType<typeof connectSession>>;

/** The clients that a test opened, and need not close. */
export class OpenedClients {
  readonly #opened: { client: { close(): Promise<void> }; transport?: { terminateSession(): Promise<void> } }[] = [];

  async session(endpoint: string, name?: string): Promise<Session> {
    const session = await connectSession(endpoint, name);
    this.#opened.push(session);
    return session;
  }

  async modern(endpoint: string): Promise<ModernClient> {
    const client = await connectModern(endpoint);
    this.#opened.push({ client });
    return client;
  }

  /** One that was made in another way. */
  add(client: { close(): Promise<void> }, transport?: { terminateSession(): Promise<void> }): void {
    this.#opened.push({ client, ...(transport === undefined ? {} : { transport }) });
  }

  /** Ends the sessions, and their processes with them. */
  async closeAll(): Promise<void> {
    for (const { client, transport } of this.#opened.splice(0)) {
      await transport?.terminateSession().catch(() => {});
      await client.close();
    }
  }
}

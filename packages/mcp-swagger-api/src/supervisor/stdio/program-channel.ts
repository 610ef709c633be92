import { Client } from '@modelcontextprotocol/client';
import { type ChildMessage, type CommandInput, sayReason, type ServerStarted } from 'mcp-swagger-ipc';
import { messageOf } from '../../common/error-facts.js';
import type { Channel, Question } from '../child-channel.js';
import { allPages } from './all-pages.js';
import type { PipeTransport } from './pipe-transport.js';

/** How we introduce ourselves to programs. */
export const OURSELVES = { name: 'mcp-swagger-gateway', version: '1' };

export interface ProgramListener {
  message(message: ChildMessage): void;
  /** It is no MCP server, or does not answer as one. */
  failed(reason: string): void;
}

/** Stands in for the channel of a program that knows nothing of our contract: it is ready when it has introduced itself in MCP, and healthy as long as it answers a ping. */
export class ProgramChannel implements Channel {
  readonly client = new Client(OURSELVES);
  /** Resolves when it has introduced itself. */
  readonly ready: Promise<Client>;
  #tools: string[] = [];
  #looking: 'once' | 'once more' | undefined;
  #isClosed = false;

  constructor(
    private readonly pipe: PipeTransport,
    private readonly listener: ProgramListener,
    private readonly about: Pick<ServerStarted, 'pid'> & { timeoutMs: number; checkIntervalMs: number },
  ) {
    this.ready = this.#greet();
    this.ready.catch((error: unknown) => {
      if (!this.#isClosed) listener.failed(sayReason('NO_HELLO', { reason: messageOf(error) }));
    });
  }

  /** There is nothing to be told but that it shall end, and that its pipe says. */
  send({ command }: CommandInput): void {
    if (command === 'stop') this.close();
  }

  async ask(question: Question, timeoutMs: number): Promise<ChildMessage> {
    const requestId = question.command;
    if (question.command === 'health-check') {
      await this.client.ping({ timeout: timeoutMs });
      return result({ requestId, success: true });
    }
    if (question.command === 'reload') return result({ requestId, success: false, code: 'RESTART_NEEDED', error: 'It reads its settings when it starts.' });
    return result({ requestId, success: false, error: 'The program does not know this.' });
  }

  close(): void {
    this.#isClosed = true;
    void this.pipe.close();
  }

  async #greet(): Promise<Client> {
    const { client, about } = this;
    await client.connect(this.pipe, { timeout: about.timeoutMs });
    this.#tools = await this.#listTools();
    client.setNotificationHandler('notifications/tools/list_changed', () => void this.#lookAgain());
    const { pid, checkIntervalMs } = about;
    const reporting = { enabled: false, statsIntervalMs: checkIntervalMs, heartbeatIntervalMs: checkIntervalMs };
    this.#tell({ v: 1, type: 'SERVER_STARTED', timestamp: Date.now(), data: { transport: 'stdio', toolCount: this.#tools.length, pid, version: (client.getServerVersion()?.version ?? '').slice(0, 200), reporting } });
    return client;
  }

  /** However often it says that they changed, one list is read at a time. */
  async #lookAgain(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#looking = 'once more';
      return;
    }
    this.#looking = 'once';
    // A list that cannot be read leaves the one that we have.
    await this.#tellChanges().catch(() => {});
    const isStale = (this.#looking as string) === 'once more';
    this.#looking = undefined;
    if (isStale) await this.#lookAgain();
  }

  async #tellChanges(): Promise<void> {
    const before = new Set(this.#tools);
    const now = await this.#listTools();
    this.#tools = now;
    const added = now.filter((name) => !before.has(name));
    const removed = [...before].filter((name) => !now.includes(name));
    this.#tell({ v: 1, type: 'TOOLS_CHANGED', timestamp: Date.now(), data: { toolCount: now.length, added, removed, changed: [], documentHash: '' } });
  }

  async #listTools(): Promise<string[]> {
    if (this.client.getServerCapabilities()?.tools === undefined) return [];
    return allPages('tools', async (cursor) => {
      const { tools, nextCursor } = await this.client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } });
      return { items: tools.map(({ name }) => name), next: nextCursor };
    });
  }

  #tell(message: ChildMessage): void {
    if (!this.#isClosed) this.listener.message(message);
  }
}

function result(data: Extract<ChildMessage, { type: 'COMMAND_RESULT' }>['data']): ChildMessage {
  return { v: 1, type: 'COMMAND_RESULT', timestamp: Date.now(), data };
}

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { Credential } from './credentials.js';
import type { World } from './world.js';

/** All that a browser may say, by namespace. `serverId`: what it says is about one server. */
const MESSAGES: Record<string, Record<string, 'serverId' | 'nothing'>> = {
  '/': {
    subscribeServerMetrics: 'serverId',
    unsubscribeServerMetrics: 'serverId',
    subscribeServerLogs: 'serverId',
    unsubscribeServerLogs: 'serverId',
    getMCPConnectionStats: 'serverId',
    getAllMCPConnectionStats: 'nothing',
  },
  '/monitoring': { subscribe_mcp_connections: 'nothing', unsubscribe_mcp_connections: 'serverId' },
};

const SOURCES = fileURLToPath(new URL('../../packages/mcp-swagger-api/src/', import.meta.url));

/** What the code says that it answers, by namespace. */
function answeredMessages(): Record<string, string[]> {
  const answered: Record<string, string[]> = {};
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.spec|\.e2e)\.ts$/.test(name))) {
    const text = readFileSync(SOURCES + file, 'utf8');
    const [, namespace = ''] = /@WebSocketGateway\((?:\{ namespace: '([^']*)' \})?\)/.exec(text) ?? [];
    for (const [, message = ''] of text.matchAll(/@SubscribeMessage\((.*)\)$/gm)) (answered[`/${namespace}`] ??= []).push(message.replaceAll("'", ''));
  }
  return answered;
}

/** Each message × each credential, by a real client: answered for those who may read, and not even heard of all others. */
export function socketMessages(world: () => World, at: () => { credentials: readonly Credential[]; serverId: string }): void {
  it('the table of messages is that of the code', () => {
    const sorted = (table: Record<string, string[]>) => Object.fromEntries(Object.entries(table).map(([namespace, names]) => [namespace, names.toSorted()]));
    expect(sorted(answeredMessages())).toEqual(sorted(Object.fromEntries(Object.entries(MESSAGES).map(([namespace, messages]) => [namespace, Object.keys(messages)]))));
  });

  it('every message of a socket does something for those who may read, and for nobody else', async () => {
    const { attack, control } = world();
    const { credentials, serverId } = at();
    for (const credential of credentials) {
      const may = credential.refusedWith === undefined && credential.role !== null;
      for (const [namespace, messages] of Object.entries(MESSAGES)) {
        const outcomes = await Promise.all([sayAll(namespace, messages, ['websocket']), ...(may ? [] : [sayAll(namespace, messages, ['polling'])])]);
        for (const { message, outcome } of outcomes.flat()) {
          const name = `${credential.name} says ${message} on ${namespace}: ${outcome}`;
          if (may) control('socket messages', name, outcome === 'done');
          else attack('socket messages', name, outcome === 'not let in');
        }
      }

      /** All over one connection, in whose name nobody else speaks. */
      async function sayAll(namespace: string, messages: Record<string, 'serverId' | 'nothing'>, transports: ['websocket'] | ['polling']) {
        const socket = io(world().api.url + namespace, { transports, reconnection: false, forceNew: true, extraHeaders: credential.headers });
        try {
          const letIn = new Promise<boolean>((resolve) => {
            socket.once('connect', () => resolve(true));
            socket.once('connect_error', () => resolve(false));
          });
          const said = Object.entries(messages).map(([message, about]) => ({ message, answer: say(socket, message, about === 'serverId' ? { serverId } : {}) }));
          const isLetIn = await letIn;
          return await Promise.all(said.map(async ({ message, answer }) => ({ message, outcome: isLetIn ? await answer : await Promise.race([answer, Promise.resolve('not let in')]) })));
        } finally {
          socket.disconnect();
        }
      }
    }
  });
}

/** `done`, or what it was refused with. */
function say(socket: Socket, message: string, payload: object): Promise<string> {
  return new Promise((resolve) => {
    socket.once('exception', (refusal: unknown) => resolve(`refused: ${JSON.stringify(refusal)}`));
    socket.emit(message, payload, (answer: { success?: boolean; status?: string }) => resolve(answer.success === true || answer.status?.endsWith('subscribed') === true ? 'done' : `refused: ${JSON.stringify(answer)}`));
  });
}

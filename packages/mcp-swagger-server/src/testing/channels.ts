import { once } from 'node:events';
import { WebSocket } from 'ws';
import { open, rawRequest } from './raw-http.js';
import { until } from './until.js';

/** A client that says exactly what it is told, over either transport. */
export interface Channel {
  said: Record<string, unknown>[];
  /** Says a message, or a text as it is; resolves with what the server answered to the saying itself. */
  say(message: unknown): Promise<number | undefined>;
  answer(id: number): Promise<Record<string, unknown>>;
  closed: Promise<{ code?: number; reason?: string }>;
  /** Breaks off without a goodbye. */
  drop(): void;
}

/** Opens a stream of the HTTP+SSE transport. */
export async function sseChannel({ endpoint }: { endpoint: string }): Promise<Channel> {
  const stream = await open(endpoint, { method: 'GET', headers: { Accept: 'text/event-stream' } });
  if (stream.statusCode !== 200) return { ...closedChannel(), closed: Promise.resolve({ code: stream.statusCode ?? 0 }) };
  const said: Record<string, unknown>[] = [];
  let messagesUrl = '';
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (data === undefined) continue;
      if (part.startsWith('event: endpoint')) messagesUrl = new URL(data, endpoint).href;
      else said.push(JSON.parse(data) as Record<string, unknown>);
    }
  });
  stream.on('error', () => {});
  const closed = once(stream, 'close').then(() => ({}));
  await until(() => messagesUrl !== '', 'the server told where to send messages');
  return { ...channelOf(said), say: async (message) => (await rawRequest(messagesUrl, { body: message })).status, closed, drop: () => stream.destroy() };
}

/** Opens a socket of the WebSocket transport. */
export async function webSocketChannel({ endpoint }: { endpoint: string }): Promise<Channel> {
  const socket = new WebSocket(endpoint, 'mcp');
  const said: Record<string, unknown>[] = [];
  socket.on('message', (data: Buffer) => said.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>));
  socket.on('error', () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, 'open');
  const say = async (message: unknown): Promise<undefined> => {
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  };
  return { ...channelOf(said), say, closed, drop: () => socket.terminate() };
}

function channelOf(said: Record<string, unknown>[]): Pick<Channel, 'said' | 'answer'> {
  const answer = async (id: number): Promise<Record<string, unknown>> => {
    const find = (): Record<string, unknown> | undefined => said.find((message) => message['id'] === id && !('method' in message));
    await until(() => find() !== undefined, `an answer to ${id}`);
    return find() ?? {};
  };
  return { said, answer };
}

function closedChannel(): Channel {
  return { ...channelOf([]), say: async () => undefined, closed: Promise.resolve({}), drop: () => {} };
}

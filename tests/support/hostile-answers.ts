import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A server whose answers are what a test says. */
export interface HostileServer {
  url: string;
  answers: Record<'fine' | 'trickle' | 'slowHead' | 'redirect' | 'bomb', RequestListener>;
  /** Addresses that were asked for since. */
  asked: (string | undefined)[];
  answer(listener: RequestListener): void;
  stop(): Promise<void>;
}

export async function startHostileServer(): Promise<HostileServer> {
  const timers: NodeJS.Timeout[] = [];
  const asked: (string | undefined)[] = [];
  const answers: HostileServer['answers'] = {
    fine: (_request, response) => void response.end('{"fine":true}'),
    // A byte at a time, for ever: never silent.
    trickle: (_request, response) => void timers.push(setInterval(() => response.write(' '), 5)),
    slowHead: ({ socket }: IncomingMessage) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      timers.push(setInterval(() => socket.write('x'), 50));
    },
    redirect: (request, response) => void (request.url === '/' ? response.writeHead(307, { location: '/followed' }).end() : response.end('{}')),
    // Four megabytes.
    bomb: (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(4 * 1024 * 1024))),
  };
  let current = answers.fine;
  const server = createServer((request, response) => {
    asked.push(request.url);
    current(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answers,
    asked,
    answer: (listener) => {
      current = listener;
      asked.splice(0);
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small API on a free port, and its document. */
export interface SampleApi {
  url: string;
  documentText: string;
  /** Resolves when so many requests wait at `/slow`. */
  waiting(count: number): Promise<void>;
  /** Answers all that waits at `/slow`. */
  release(): void;
  close(): Promise<void>;
}

/** `getPet` answers at once, `slow` when it is released, `flaky` fails with 503 and then answers. */
export async function sampleApi(): Promise<SampleApi> {
  const held: ServerResponse[] = [];
  let noticed: (() => void)[] = [];
  let flakyCalls = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/slow') {
      held.push(response);
      for (const notice of noticed.splice(0)) notice();
      return;
    }
    if (path === '/flaky') {
      flakyCalls += 1;
      answer(response, flakyCalls % 2 === 1 ? 503 : 200, { calls: flakyCalls });
      return;
    }
    answer(response, path === '/pets/404' ? 404 : 200, { path, name: '小狗 🐶' });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    documentText: JSON.stringify(documentOf(url)),
    waiting: async (count) => {
      while (held.length < count) {
        await new Promise<void>((resolve) => {
          noticed.push(resolve);
        });
      }
    },
    release: () => {
      for (const response of held.splice(0)) answer(response, 200, { waited: true });
    },
    close: async () => {
      noticed = [];
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function documentOf(url: string): unknown {
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
  return {
    openapi: '3.1.0',
    info: { title: 'Sample', version: '1.0.0' },
    servers: [{ url }],
    paths: {
      '/pets/{id}': { get: { operationId: 'getPet', summary: 'One pet', parameters: [id], responses } },
      '/slow': { get: { operationId: 'slow', summary: 'Answers when released', responses } },
      '/flaky': { get: { operationId: 'flaky', summary: 'Fails every other time', responses } },
    },
  };
}

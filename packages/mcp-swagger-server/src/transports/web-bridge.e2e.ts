import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { rawRequest } from '../testing/raw-http.js';
import { writeWebResponse } from './web-bridge.js';

it('waits for the client again and again, and leaves no listener behind', async () => {
  const CHUNKS = 40;
  const CHUNK_BYTES = 128 * 1024;
  const listeners: number[] = [];
  const server = createServer((_request, response) => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        listeners.push(response.listenerCount('close'));
        // More than a socket takes at once.
        if (listeners.length <= CHUNKS) controller.enqueue(Buffer.alloc(CHUNK_BYTES, 'a'));
        else controller.close();
      },
    });
    void writeWebResponse(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }), response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { text } = await rawRequest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.close();
  expect(text).toHaveLength(CHUNKS * CHUNK_BYTES);
  expect(Math.max(...listeners) - Math.min(...listeners)).toBeLessThanOrEqual(1);
});

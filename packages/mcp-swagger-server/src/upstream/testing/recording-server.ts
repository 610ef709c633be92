import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Recorded {
  method: string;
  /** The request target, byte for byte. */
  target: string;
  headers: IncomingHttpHeaders;
  /** Names and values by turns, as often as they came. */
  rawHeaders: string[];
  body: Buffer;
}

/** An upstream on loopback that remembers what it was asked. */
export interface RecordingServer {
  origin: string;
  requests: Recorded[];
  /** What the next requests are answered with; 200 and `{}` at first. */
  answer: (response: ServerResponse, request: Recorded) => void;
  close: () => Promise<void>;
}

export async function startRecordingServer(): Promise<RecordingServer> {
  const recording: RecordingServer = {
    origin: '',
    requests: [],
    answer: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const recorded = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders, body: Buffer.concat(chunks) };
      recording.requests.push(recorded);
      recording.answer(response, recorded);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  recording.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return recording;
}

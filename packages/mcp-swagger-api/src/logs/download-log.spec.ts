import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogLineView } from 'mcp-swagger-ipc';
import { downloadLog } from './download-log.js';
import type { Stretch } from './search-lines.js';

const line = (text: string): LogLineView => ({ id: 1, serverId: 'a', timestamp: '2026-11-21T10:00:00.000Z', stream: 'stderr', level: 'info', text });
const stretch = (read: Stretch['read']): Stretch => ({ firstId: 1, endId: Infinity, read });

/** Of 4 kB: seconds, where nobody else has a turn. */
const MANY = 1_000_000;

let stretches: Stretch[] = [];
const server = createServer(({ url: path = '' }, response) => void downloadLog('a', stretches, { search: decodeURIComponent(path.slice(1)) }, 'text', response));
const url = (search: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${search}`;

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => once(server.close(), 'close'));

describe('downloadLog', () => {
  it('lets others have their turn while it looks at many lines', async () => {
    const turn = { isOver: false, looks: 0 };
    stretches = [
      stretch(function* () {
        setImmediate(() => {
          turn.isOver = true;
        });
        // As many as it takes, however fast the machine is.
        for (; !turn.isOver && turn.looks < MANY; turn.looks += 1) yield [line('a'.repeat(4_000))];
        yield [line('the last one')];
      }),
    ];
    const text = await (await fetch(url('the last'))).text();
    expect(text).toContain('the last one\n');
    expect(turn.looks).toBeLessThan(MANY);
  });

  it('looks at nothing more when the reader is gone', async () => {
    const reader = new AbortController();
    let looksFurther = false;
    const left = new Promise<void>((resolve) => {
      stretches = [
        stretch(async function* () {
          yield [line('of interest')];
          const [socket] = sockets;
          const closed = socket === undefined ? undefined : once(socket, 'close');
          reader.abort();
          await closed;
          try {
            yield [line('of no interest')];
          } finally {
            resolve();
          }
        }),
        stretch(() => {
          looksFurther = true;
          return [];
        }),
      ];
    });
    const sockets: NodeJS.EventEmitter[] = [];
    server.once('connection', (socket) => sockets.push(socket));
    await fetch(url('of interest'), { signal: reader.signal, headers: { Connection: 'close' } }).then((response) => response.text()).catch(() => {});
    await left;
    await nextTurn();
    expect(looksFurther).toBe(false);
  });
});

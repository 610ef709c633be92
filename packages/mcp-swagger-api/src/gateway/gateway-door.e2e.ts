import { request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { startGatewayBeforeChild } from './testing/gateway-before-child.js';

describe('GatewayDoor', () => {
  it('forgets a client that leaves while it is found out who he is', async () => {
    let reached = 0;
    const gateway = await startGatewayBeforeChild((_request, response) => {
      reached += 1;
      response.end('{}');
    });
    const { places, door, childUrl, admitting, passages } = gateway;
    places.observe('id-1', { state: 'running', endpoint: `${childUrl}/mcp`, nextRetryAt: null });
    const books = `${gateway.gatewayUrl}/mcp/books`;
    let admissions = 0;
    let admit = (): void => {};
    const begun = new Promise<void>((resolve) => {
      admitting.wait = () => {
        admissions += 1;
        resolve();
        return new Promise<void>((release) => (admit = release));
      };
    });
    const client = request(books).on('error', () => {});
    client.end();
    await begun;
    client.destroy();
    while (door.open > 0) await nextTurn();
    admit();
    admitting.wait = async () => void (admissions += 1);
    await nextTurn();
    // Of whoever is remembered it is asked again whether he still may.
    passages.onAccess({ timestamp: 0 });
    await nextTurn();
    await nextTurn();
    expect([admissions, reached]).toEqual([1, 0]);
    await (await fetch(books)).text();
    expect([admissions, reached]).toEqual([2, 1]);
    await gateway.stop();
  });
});

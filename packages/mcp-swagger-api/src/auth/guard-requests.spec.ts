import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import type { AccessService } from './access.service.js';
import { type Caller, noteCaller } from './caller.js';
import { callerElsewhere, type Forwarded, noteForwarded } from './forwarded.js';
import { guardRequests } from './guard-requests.js';
import { RestRate, type ShareRate } from './rest-rate.js';
import { readEnvironment } from '../config/environment.js';

const ada: Caller = { kind: 'user', id: 'ada', name: 'ada', role: 'viewer', scopes: [], ip: '127.0.0.1', byCookie: false };
const node: Caller = { ...ada, id: 'node', name: 'another node', role: 'admin' };

/** Lets everybody in as who he is said to be. */
const access = {
  admit: async (request: Request) => {
    const caller = callerElsewhere(request) ?? ada;
    noteCaller(request, caller);
    return { allowed: true, caller };
  },
} as unknown as AccessService;

function guardOf(requestsAMinute: number, share: ShareRate) {
  const rate = new RestRate(access, readEnvironment({ REST_RATE_LIMIT: String(requestsAMinute) }));
  rate.share(share);
  return guardRequests(access, rate);
}

/** The status that a request comes to; 200 behind the door. */
async function statusOf(guard: ReturnType<typeof guardRequests>, by?: Pick<Forwarded, 'caller' | 'isCounted'>): Promise<number> {
  const request = { path: '/api/servers', originalUrl: '/api/servers', headers: {} } as Request;
  if (by !== undefined) noteForwarded(request, { remoteAddress: '10.0.0.1', ...by });
  let status = 200;
  const response = { setHeader: () => {}, status: (given: number) => ((status = given), response), type: () => response, send: () => {} } as unknown as Response;
  await guard(request, response, () => {});
  return status;
}

describe('guardRequests', () => {
  it('holds a caller to his requests a minute, and tells others of those that it let in', async () => {
    const counted: string[] = [];
    const guard = guardOf(2, () => (key) => void counted.push(key));
    expect([await statusOf(guard), await statusOf(guard), await statusOf(guard)]).toEqual([200, 200, 429]);
    expect(counted).toEqual(['user ada', 'user ada']);
  });

  it('charges what the same caller did on another node', async () => {
    let charge: (key: string, count: number) => void = () => {};
    const guard = guardOf(2, (given) => ((charge = given), () => {}));
    charge('user ada', 2);
    expect(await statusOf(guard)).toBe(429);
  });

  it('holds no other node to it that asks in its own name, for many', async () => {
    const guard = guardOf(1, () => () => {});
    const itself = { caller: node };
    expect([await statusOf(guard, itself), await statusOf(guard, itself), await statusOf(guard, itself)]).toEqual([200, 200, 200]);
    expect([await statusOf(guard), await statusOf(guard)]).toEqual([200, 429]);
  });

  it('counts no part of a request that another node has counted, and tells nobody of it', async () => {
    const counted: string[] = [];
    const guard = guardOf(1, () => (key) => void counted.push(key));
    const part = { isCounted: true };
    expect([await statusOf(guard, part), await statusOf(guard, part), counted]).toEqual([200, 200, []]);
    // What was sent on as a whole is counted by whoever answers it.
    expect([await statusOf(guard, {}), await statusOf(guard, {}), counted]).toEqual([200, 429, ['user ada']]);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { type RunningApi, startApi } from '../support/start-api.js';

export const ADMIN_PASSWORD = 'canary-admin-password-31415';

/** The product that is attacked, in the mode in which strangers reach it, and an inner service that no attack may reach. */
export interface World {
  api: RunningApi;
  admin: Record<string, string>;
  victim: { url: string; hits: string[] };
  ask(method: string, path: string, headers?: Record<string, string>, body?: unknown): Promise<{ status: number; text: string; headers: Headers }>;
  /** One attack: counted, and failed unless it was blocked. */
  attack(kind: string, name: string, isBlocked: boolean): void;
  report(): string;
  stop(): Promise<void>;
}

export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const hits: string[] = [];
  const inner = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"secret":"of the inner network"}');
  }).listen(0, '127.0.0.1');
  await once(inner, 'listening');
  const api = await startApi({ env: { ADMIN_PASSWORD, LOGIN_MAX_FAILURES: '10000', ...env } });
  const tried = new Map<string, number>();
  const ask: World['ask'] = async (method, path, headers = {}, body) => {
    const given = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(api.url + path, { method, headers: { ...type, ...headers }, ...given, redirect: 'manual' });
    // A stream of events has no end; its head says what we want to know.
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      await response.body?.cancel();
      return { status: response.status, text: '', headers: response.headers };
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return {
    api,
    admin: { Authorization: `Bearer ${ADMIN_PASSWORD}` },
    victim: { url: `http://127.0.0.1:${(inner.address() as AddressInfo).port}`, hits },
    ask,
    attack: (kind, name, isBlocked) => {
      tried.set(kind, (tried.get(kind) ?? 0) + 1);
      if (!isBlocked) expect(`${kind}: ${name}`).toBe('blocked');
    },
    report: () => {
      const all = [...tried.values()].reduce((sum, count) => sum + count, 0);
      return `${all} attacks tried, ${all} blocked: ${[...tried].map(([kind, count]) => `${kind} ${count}`).join(', ')}.`;
    },
    stop: async () => {
      await api.stop();
      inner.closeAllConnections();
      inner.close();
      await once(inner, 'close');
    },
  };
}

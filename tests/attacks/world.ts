import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type RunningApi, startApi } from '../support/start-api.js';
import { type LyingResolver, startLyingResolver } from './lying-resolver.js';

/** Whoever reads it was led into the network. */
const INNER_DOCUMENT = '{"openapi":"3.0.3","info":{"title":"of the inner network","version":"1"},"paths":{}}';

export const ADMIN_PASSWORD = 'canary-admin-password-31415';
export const OPERATOR_PASSWORD = 'a password of the operator';

/** The product that is attacked, in the mode in which strangers reach it, and an inner service that no attack may reach. */
export interface World {
  api: RunningApi;
  admin: Record<string, string>;
  /** Somebody who may run servers, and whose addresses are not trusted. */
  operator: Record<string, string>;
  resolver: LyingResolver;
  /** `heads`: what came with the same request. */
  victim: { url: string; hits: string[]; heads: IncomingHttpHeaders[]; bodies: { url: string | undefined; text: string }[] };
  /** Where the API keeps its temporary files. */
  temporary: string;
  ask(method: string, path: string, headers?: Record<string, string>, body?: unknown): Promise<{ status: number; text: string; headers: Headers }>;
  /** One attack: counted, and failed unless it was blocked. */
  attack(kind: string, name: string, isBlocked: boolean): void;
  /** The same by somebody who may: it has to come through, or what was blocked above proves nothing. */
  control(kind: string, name: string, cameThrough: boolean): void;
  report(): string;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const hits: string[] = [];
  const heads: IncomingHttpHeaders[] = [];
  const bodies: World['victim']['bodies'] = [];
  const inner = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    heads.push(request.headers);
    const body = { url: request.url, text: '' };
    bodies.push(body);
    request.setEncoding('utf8').on('data', (chunk: string) => (body.text += chunk));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(request.url === '/openapi.json' ? INNER_DOCUMENT : '{"secret":"of the inner network"}');
  }).listen(0, '127.0.0.1');
  await once(inner, 'listening');
  const temporary = await mkdtemp(join(tmpdir(), 'mcp-swagger-attacks-'));
  const resolver = await startLyingResolver();
  const api = await startApi({ env: { ADMIN_PASSWORD, LOGIN_MAX_FAILURES: '10000', ALERT_INTERVAL: '100', OUTGOING_HOSTS: 'listed.inner.test', ALLOW_COMMAND_SERVERS: 'true', TMPDIR: temporary, ...resolver.launch.env }, launcher: resolver.launch.launcher });
  const tally = { tried: new Map<string, number>(), blocked: 0, controls: 0 };
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
  const admin = { Authorization: `Bearer ${ADMIN_PASSWORD}` };
  const person = { name: 'the-operator', password: OPERATOR_PASSWORD };
  await ask('POST', '/api/users', admin, { ...person, role: 'operator' });
  const { token } = JSON.parse((await ask('POST', '/api/auth/login', {}, { ...person, as: 'token' })).text) as { token: string };
  return {
    api,
    admin,
    operator: { Authorization: `Bearer ${token}` },
    resolver,
    victim: { url: `http://127.0.0.1:${(inner.address() as AddressInfo).port}`, hits, heads, bodies },
    temporary,
    ask,
    attack: (kind, name, isBlocked) => {
      tally.tried.set(kind, (tally.tried.get(kind) ?? 0) + 1);
      if (isBlocked) tally.blocked += 1;
      else expect(`${kind}: ${name}`).toBe('blocked');
    },
    control: (kind, name, cameThrough) => {
      tally.controls += 1;
      if (!cameThrough) expect(`${kind}: ${name}`).toBe('let through');
    },
    report: () => {
      const all = [...tally.tried.values()].reduce((sum, count) => sum + count, 0);
      return `${all} attacks tried, ${tally.blocked} blocked, ${tally.controls} controls came through: ${[...tally.tried].map(([kind, count]) => `${kind} ${count}`).join(', ')}.`;
    },
    stop: async () => {
      await api.stop();
      await resolver.stop();
      inner.closeAllConnections();
      inner.close();
      await once(inner, 'close');
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { connectSession } from '../support/mcp-clients.js';
import { ADMIN_PASSWORD, type World } from './world.js';

const CANARY = 'canary-7c1f0a9e55';
/** In each of the forms in which it could travel; in base64 it looks different at each of three places. */
const FORMS = [CANARY, ...[0, 1, 2].map(base64At), Buffer.from(CANARY).toString('hex')];

function base64At(shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(CANARY)]).toString('base64').replace(/=+$/, '');
  // The characters at both ends hold bits of the neighbours.
  return whole.slice(shift === 0 ? 0 : 4, Math.floor(whole.length / 4) * 4 - 4);
}

const isFree = (text: string): boolean => FORMS.every((form) => !text.includes(form));

/** One secret, put wherever a secret can be, and then looked for everywhere. */
export function canary(world: () => World): void {
  it('is found nowhere: answers, events, log, files, database, and /proc', async () => {
    const { api, ask, admin, attack, control, victim } = world();
    const token = (name: string) => `${CANARY}-${name}`;
    const document = {
      openapi: '3.0.3',
      info: { title: 'Canary', version: '1' },
      servers: [{ url: victim.url }],
      security: [{ a: [] }],
      components: { securitySchemes: { a: { type: 'http', scheme: 'bearer' }, b: { type: 'apiKey', in: 'query', name: 'key' } } },
      paths: { '/x': { get: { operationId: 'getX', responses: { 200: { description: 'Fine.' } } } }, '/y': { get: { operationId: 'getY', security: [{ b: [] }], responses: { 200: { description: 'Fine.' } } } } },
    };
    const told: string[] = [];
    const socket = io(api.url, { transports: ['websocket'], reconnection: false, extraHeaders: admin });
    socket.onAny((...event: unknown[]) => told.push(JSON.stringify(event)));
    const created = await ask('POST', '/api/servers?wait=true', admin, {
      name: 'canary',
      openapiData: JSON.stringify(document),
      baseUrl: victim.url,
      auth: { type: 'bearer', token: token('auth') },
      credentials: { b: { type: 'apikey', value: token('credential') } },
      headers: { 'X-Tenant': token('header') },
    });
    const { id } = JSON.parse(created.text) as { id: string };
    await ask('POST', `/api/servers/${id}/start?wait=true`, admin);
    const { process } = JSON.parse((await ask('GET', `/api/servers/${id}`, admin)).text) as { process: { endpoint: string; pid: number } };
    const { client, transport } = await connectSession(process.endpoint);
    await client.callTool({ name: 'getX', arguments: {} });
    await client.callTool({ name: 'getY', arguments: {} });
    await transport.terminateSession();
    await client.close();
    // It was used: the upstream saw it in the query, and only there it belongs.
    control('canary', 'the upstream got it', !isFree(victim.hits.join()) && !isFree(JSON.stringify(victim.heads)));
    for (const form of FORMS) control('canary', `${form} would be found`, !isFree(`x${form}x`));
    const author = `${victim.url}/openapi.json`;
    const kept = await ask('POST', '/api/documents', admin, { openapiUrl: author, auth: { type: 'basic', username: 'reader', password: token('document') } });
    const rule = await ask('POST', '/api/alert-rules', admin, { name: 'canary', metric: 'connections', operator: 'atMost', threshold: 1_000, severity: 'info', webhook: { url: `${victim.url}/canary-hook`, secret: token('webhook') } });
    expect([kept.status, rule.status]).toEqual([201, 201]);
    // Refused by an upstream that says the credential again.
    const failed = await ask('POST', '/api/documents/preview', admin, { openapiUrl: 'http://127.0.0.1:1/', auth: { type: 'bearer', token: token('preview') } });

    const answers = await Promise.all(
      ['', '/status', '/tools', '/health', '/metrics'].map((part) => ask('GET', `/api/servers/${id}${part}`, admin)).concat(
        ['/api/servers', '/api/processes', `/api/processes/${id}`, `/api/processes/${id}/logs`, '/api/system', '/api/documents', '/api/logs', '/api/audit', '/api/alert-rules', '/api/alerts', '/api/audit/export?format=csv', '/metrics', '/api/mcp/status', `/api/processes/${id}/logs/download`].map((path) => ask('GET', path, admin)),
      ),
    );
    const places: [string, string][] = [
      ['answers of REST', [created, kept, rule, failed, ...answers].map(({ text }) => text).join('\n')],
      ['a backup', gunzipSync(Buffer.from(await (await fetch(`${api.url}/api/backup`, { headers: admin })).arrayBuffer())).toString('latin1')],
      ['events of the socket', told.join('\n')],
      ['what the API prints', api.output()],
      ...filesBelow(api.dataDir),
      ...procOf([api.process.pid, process.pid]),
    ];
    socket.disconnect();
    for (const [place, text] of places) {
      attack('canary', place, isFree(text));
      attack('canary', `the password of the admin in ${place}`, place.startsWith('environment of the API') || !text.includes(ADMIN_PASSWORD));
    }
    expect(places.length).toBeGreaterThan(20);
  }, 120_000);
}

/** Every file of the data directory, PostgreSQL's with its write-ahead log among them. */
function filesBelow(directory: string): [string, string][] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      try {
        if (statSync(path).size > 64 * 1024 * 1024) return [];
        const bytes = readFileSync(path);
        return [[path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')] satisfies [string, string]];
      } catch {
        // Removed meanwhile.
        return [];
      }
    });
}

function procOf(pids: (number | undefined)[]): [string, string][] {
  const read = (pid: number | undefined, name: string) => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'latin1');
    } catch {
      return '';
    }
  };
  const [api, child] = pids;
  return [
    ['arguments of the API', read(api, 'cmdline')],
    ['environment of the API, where the operator put the password', read(api, 'environ')],
    ['arguments of the process', read(child, 'cmdline')],
    ['environment of the process', read(child, 'environ')],
  ];
}

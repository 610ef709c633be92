import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { io } from 'socket.io-client';
import { until } from '../support/until.js';
import { databaseRows, type Exit, filesBelow, processesBelow } from './exits.js';
import { serve } from './serve.js';
import { ADMIN_PASSWORD, OPERATOR_PASSWORD, type World } from './world.js';

const CANARY = 'canary-7c1f0a9e55';
const PROGRAM = fileURLToPath(new URL('../support/foreign-server.mjs', import.meta.url));
/** In each of the forms in which it could travel; in base64 it looks different at each of three places. */
const FORMS = [CANARY, ...[0, 1, 2].map(base64At), Buffer.from(CANARY).toString('hex')];

function base64At(shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(CANARY)]).toString('base64').replace(/=+$/, '');
  // The characters at both ends hold bits of the neighbours.
  return whole.slice(shift === 0 ? 0 : 4, Math.floor(whole.length / 4) * 4 - 4);
}

const isFree = (text: string): boolean => FORMS.every((form) => !text.includes(form));
const token = (name: string): string => `${CANARY}-${name}`;

/** Answers that have no end, or are no text; the backup is looked at by itself. */
const NOT_ASKED = /stream|backup|oidc/;

/** One secret, put wherever a secret can be, and then looked for everywhere. */
export function canary(world: () => World): void {
  it('is found nowhere: answers, events, log, files, database, webhooks, and /proc', async () => {
    const { api, ask, admin, attack, control, victim, temporary } = world();
    const told: string[] = [];
    const socket = io(api.url, { transports: ['websocket'], reconnection: false, extraHeaders: admin });
    socket.onAny((...event: unknown[]) => told.push(JSON.stringify(event)));
    const { id } = await serve(world(), admin, server(victim.url));
    const command = await serve(world(), admin, { name: 'canary-command', command: { program: process.execPath, args: [PROGRAM] }, environment: { CANARY_TOKEN: token('command') } });
    const group = await ask('POST', '/api/groups', admin, { name: 'canary-group', members: [{ serverId: id }, { serverId: command.id, prefix: 'c_' }] });

    const { key } = JSON.parse((await ask('POST', '/api/keys', admin, { name: 'canary', scopes: ['read'] })).text) as { key: string };
    control('canary', 'a key opens', (await ask('GET', '/api/servers', { Authorization: `Bearer ${key}` })).status === 200);

    victim.hits.splice(0);
    victim.heads.splice(0);
    const answers = [group.text, ...(await callAll(world()))];
    // It was used: the upstream saw it in the query and the headers, the program in its environment, and only there it belongs.
    control('canary', 'the upstream got it', !isFree(victim.hits.join()) && !isFree(JSON.stringify(victim.heads)));
    control('canary', 'the program got it', !isFree(processesBelow(command.pid)[1]?.[1] ?? ''));
    attack('canary', 'what a client says of itself, at the upstream', !`${victim.hits.join()}${JSON.stringify(victim.heads)}`.includes(token('caller')));
    for (const form of FORMS) control('canary', `${form} would be found`, !isFree(`x${form}x`));

    const kept = await ask('POST', '/api/documents', admin, { openapiUrl: `${victim.url}/openapi.json`, auth: { type: 'basic', username: 'reader', password: token('document') } });
    const rule = await ask('POST', '/api/alert-rules', admin, { name: 'canary', metric: 'connections', operator: 'atMost', threshold: 1_000, severity: 'info', webhook: { url: `${victim.url}/canary-hook`, secret: token('webhook') } });
    expect([kept.status, rule.status, group.status]).toEqual([201, 201, 201]);
    await until(() => Promise.resolve(victim.hits.includes('POST /canary-hook')));
    // Asked of an address where nobody is: the error tells of the request.
    const failed = await ask('POST', '/api/documents/preview', admin, { openapiUrl: 'http://127.0.0.1:1/', auth: { type: 'bearer', token: token('preview') } });
    const guest = await ask('POST', '/mcp/canary', { Authorization: `Bearer ${token('guest')}` }, {});
    control('canary', `a guest was judged: ${guest.status}`, guest.status === 503 && victim.hits.includes('POST /introspect'));

    const read = await askAll(world(), { id, documentId: (JSON.parse(kept.text) as { id: string }).id });
    control('canary', `${read.length} answers were read`, read.length > 50);
    const exits: Exit[] = [
      ['answers of changes', [kept, rule, failed, guest].map(({ text }) => text).join('\n')],
      ['answers of tools', answers.join('\n')],
      ...read,
      ['a backup', gunzipSync(Buffer.from(await (await fetch(`${api.url}/api/backup`, { headers: admin })).arrayBuffer())).toString('latin1')],
      ['events of the socket', told.join('\n')],
      ['what the API prints', api.output()],
      ['bodies of webhooks', victim.bodies.filter(({ url }) => url === '/canary-hook').map(({ text }) => text).join('\n')],
      ...filesBelow(api.dataDir),
      ...filesBelow(temporary),
      ...(await databaseRows(api.dataDir)),
      ...processesBelow(api.process.pid ?? 0),
    ];
    socket.disconnect();
    for (const [place, text] of exits) {
      attack('canary', place, isFree(text) || place === `/proc/${command.pid}/environ`);
      attack('canary', `a password or a key in ${place}`, (place === `/proc/${api.process.pid}/environ` || !text.includes(ADMIN_PASSWORD)) && !text.includes(OPERATOR_PASSWORD) && !text.includes(key));
    }
    control('canary', 'passwords are kept as Argon2id', /\$argon2id\$v=19\$m=\d+/.test(exits.find(([name]) => name === 'table users')?.[1] ?? ''));
    for (const wanted of ['table servers', `/proc/${command.pid}/environ`, 'bodies of webhooks']) control('canary', `${wanted} was looked at`, (exits.find(([name]) => name === wanted)?.[1] ?? '') !== '');
    await ask('DELETE', `/api/alert-rules/${(JSON.parse(rule.text) as { id: string }).id}`, admin);
  });
}

/** A server with the secret in each of its settings that can hold one. */
function server(upstream: string): Record<string, unknown> {
  const operation = (operationId: string, more: object = {}) => ({ get: { operationId, responses: { 200: { description: 'Fine.' } }, ...more } });
  return {
    name: 'canary',
    openapiData: JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Canary', version: '1' },
      servers: [{ url: upstream }],
      security: [{ a: [] }],
      components: { securitySchemes: { a: { type: 'http', scheme: 'bearer' }, b: { type: 'apiKey', in: 'query', name: 'key' } } },
      paths: { '/x': operation('getX'), '/y': operation('getY', { security: [{ b: [] }] }) },
    }),
    baseUrl: upstream,
    auth: { type: 'bearer', token: token('auth') },
    credentials: { b: { type: 'apikey', value: token('credential') } },
    headers: { 'X-Tenant': token('header') },
    access: { oauth: { issuer: upstream, introspection: { url: `${upstream}/introspect`, clientId: 'us', clientSecret: token('introspection') } } },
  };
}

/** Calls tools of the server, of the program and of their group, as a client that says a secret of its own; answers what it was told. */
async function callAll({ api }: World): Promise<string[]> {
  const answers: string[] = [];
  for (const [endpoint, ...calls] of [['canary', 'getX', 'getY'], ['canary-command', 'secret'], ['group/canary-group', 'getX', 'c_secret', 'nothing']]) {
    const client = new Client({ name: 'canary', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/mcp/${endpoint}`), { requestInit: { headers: { Authorization: `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`, 'X-Caller': token('caller') } } });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    answers.push(JSON.stringify(await client.listTools()));
    for (const name of calls) answers.push(await client.callTool({ name, arguments: name.endsWith('secret') ? { name: 'CANARY_TOKEN' } : {} }).then(JSON.stringify, String));
    await transport.terminateSession();
    await client.close();
  }
  return answers;
}

/** Whatever can be read over REST, of the server and of everything. */
async function askAll({ ask, admin }: World, { id, documentId }: { id: string; documentId: string }): Promise<Exit[]> {
  const { paths } = JSON.parse((await ask('GET', '/api/openapi.json', admin)).text) as { paths: Record<string, object> };
  const urls = Object.entries(paths).flatMap(([path, operations]) => ('get' in operations && !NOT_ASKED.test(path) ? [path.replace('/documents/{id}', `/documents/${documentId}`).replaceAll(/\{[^}]+\}/g, id)] : []));
  const asked = [...urls, '/metrics', '/api/audit/export?format=csv', '/.well-known/oauth-protected-resource/mcp/canary'];
  return await Promise.all(asked.map(async (path) => [`GET ${path}`, (await ask('GET', path, admin)).text] satisfies Exit));
}

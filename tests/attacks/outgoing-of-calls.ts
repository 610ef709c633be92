import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { connectSession } from '../support/mcp-clients.js';
import { serve } from './serve.js';
import type { World } from './world.js';

const REFUSED = /private or loopback/;
const NO_PATIENCE = { requestTimeoutMs: 4_000, retries: 0, circuitFailures: 1_000 };

/** Names of an attacker that the processes of servers ask for when they call: what they connect to is judged when the answer is there. */
export function outgoingOfCalls(world: () => World): void {
  /** Calls each of the tools in one session; what they answered. */
  const callAll = async (endpoint: string, names: string[]): Promise<string[]> => {
    const { client } = await connectSession(endpoint);
    const answers: string[] = [];
    try {
      for (const name of names) answers.push(JSON.stringify(await client.callTool({ name, arguments: {} })));
    } finally {
      await client.close();
    }
    return answers;
  };

  /** A tool for each name, with the address of its own that it has. */
  const documentOf = (tools: Record<string, string | undefined>, more: object = {}) =>
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Names', version: '1' },
      servers: [{ url: 'http://api.example.com' }],
      ...more,
      paths: Object.fromEntries(Object.entries(tools).map(([name, url]) => [`/${name}`, { get: { operationId: name, ...(url === undefined ? {} : { servers: [{ url }] }), responses: { 200: { description: 'Fine.' } } } }])),
    });

  it('a tool call does not follow a name into the network, also when it changes its mind', async () => {
    const { admin, operator, attack, control, victim, resolver } = world();
    const { port } = new URL(victim.url);
    const at = (name: string): string => `http://${name}.test:${port}`;
    for (const [whose, who] of [['admin', admin], ['operator', operator]] as const) {
      const hosts = { inner: `${whose}-1.inner`, both: `${whose}-2.both`, rebind: `${whose}-3.rebind` };
      const { endpoint } = await serve(world(), who, { name: `names-of-${whose}`, openapiData: documentOf({ inner: at(hosts.inner), both: at(hosts.both), rebind: at(hosts.rebind) }), limits: NO_PATIENCE });
      const [inner = '', both = '', first = '', second = ''] = await callAll(endpoint, ['inner', 'both', 'rebind', 'rebind']);
      attack('ssrf', `${hosts.inner}: ${inner}`, REFUSED.test(inner) && victim.hits.length === 0);
      attack('ssrf', `${hosts.both}: ${both}`, both.includes('"isError":true') && victim.hits.length === 0);
      // Asked once for a connection: who looks, judges and lets the socket look again would meet this machine with the first call.
      attack('dns rebinding', `first call: ${first}`, first.includes('"isError":true') && !REFUSED.test(first));
      attack('dns rebinding', `second call: ${second}`, REFUSED.test(second) && victim.hits.length === 0);
      control('dns rebinding', `the process asked the resolver: ${Object.values(hosts).map((host) => resolver.asked(`${host}.test`)).join()}`, [hosts.inner, hosts.both].every((host) => resolver.asked(`${host}.test`) === 1) && resolver.asked(`${hosts.rebind}.test`) === 2);
    }
    const typed = { openapiData: documentOf({ getX: undefined }), baseUrl: at('typed.inner'), limits: NO_PATIENCE };
    const [byOperator = ''] = await callAll((await serve(world(), operator, { name: 'name-typed', ...typed })).endpoint, ['getX']);
    attack('ssrf', `a name as base URL of an operator: ${byOperator}`, REFUSED.test(byOperator) && victim.hits.length === 0);
    await callAll((await serve(world(), admin, { name: 'name-of-admin', ...typed })).endpoint, ['getX']);
    control('ssrf', 'the same name typed by an admin', victim.hits.splice(0).join() === 'GET /getX');
    await callAll((await serve(world(), operator, { name: 'name-listed', ...typed, baseUrl: at('listed.inner') })).endpoint, ['getX']);
    control('ssrf', 'a name of OUTGOING_HOSTS, typed by an operator', victim.hits.splice(0).join() === 'GET /getX');
  });

  it('a token URL does not either', async () => {
    const { admin, operator, attack, control, victim, resolver } = world();
    const { port } = new URL(victim.url);
    const secured = { security: [{ o: [] }], components: { securitySchemes: { o: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `https://token-1.inner.test:${port}/token`, scopes: {} } } } } } };
    const oauth2 = { type: 'oauth2', clientId: 'c', clientSecret: 'client-secret-of-names' };
    const tokenUrls = { inner: `http://token-2.inner.test:${port}/token`, rebind: `http://token-3.rebind.test:${port}/token` };
    const body = { openapiData: documentOf({ getX: undefined }, secured), limits: NO_PATIENCE };
    const [named = ''] = await callAll((await serve(world(), admin, { name: 'token-named', ...body, auth: oauth2 })).endpoint, ['getX']);
    attack('ssrf', `the token URL of a document: ${named}`, REFUSED.test(named) && resolver.asked('token-1.inner.test') > 0 && victim.hits.length === 0);
    const [inner = ''] = await callAll((await serve(world(), operator, { name: 'token-typed', ...body, auth: { ...oauth2, tokenUrl: tokenUrls.inner } })).endpoint, ['getX']);
    attack('ssrf', `the token URL of an operator: ${inner}`, REFUSED.test(inner) && victim.hits.length === 0);
    const [first = '', second = ''] = await callAll((await serve(world(), operator, { name: 'token-rebind', ...body, auth: { ...oauth2, tokenUrl: tokenUrls.rebind } })).endpoint, ['getX', 'getX']);
    attack('dns rebinding', `the token URL of an operator, twice: ${first} ${second}`, !REFUSED.test(first) && REFUSED.test(second) && victim.hits.length === 0);
    await callAll((await serve(world(), admin, { name: 'token-of-admin', ...body, auth: { ...oauth2, tokenUrl: tokenUrls.inner } })).endpoint, ['getX']);
    control('ssrf', 'the same token URL of an admin', victim.hits.splice(0).includes('POST /token'));
  });

  it('nor does a redirect of an API that may be called', async () => {
    const { admin, attack, control, victim, resolver } = world();
    const { port } = new URL(victim.url);
    const outer = createServer((request, response) => response.writeHead(302, { Location: `http://redirect.${request.url?.slice(1)}.test:${port}/x` }).end()).listen(0, '127.0.0.1');
    await once(outer, 'listening');
    const openapiData = documentOf({ inner: undefined, both: undefined, rebind: undefined });
    const body = { openapiData, baseUrl: `http://127.0.0.1:${(outer.address() as AddressInfo).port}`, redirects: 'any', limits: NO_PATIENCE };
    try {
      const [inner = '', both = '', first = '', second = ''] = await callAll((await serve(world(), admin, { name: 'redirected', ...body })).endpoint, ['inner', 'both', 'rebind', 'rebind']);
      attack('ssrf', `a redirect: ${inner}`, REFUSED.test(inner) && victim.hits.length === 0);
      attack('ssrf', `a redirect: ${both}`, both.includes('"isError":true') && victim.hits.length === 0);
      attack('dns rebinding', `a redirect: ${first} ${second}`, !REFUSED.test(first) && REFUSED.test(second) && resolver.asked('redirect.rebind.test') === 2 && victim.hits.length === 0);
      await callAll((await serve(world(), admin, { name: 'redirected-where-allowed', ...body, outgoingHosts: ['redirect.inner.test'] })).endpoint, ['inner']);
      control('ssrf', 'a redirect to a host that an admin allows', victim.hits.splice(0).join() === 'GET /x');
    } finally {
      outer.closeAllConnections();
      outer.close();
    }
    expect(victim.hits).toEqual([]);
  });
}

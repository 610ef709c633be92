import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, it } from '@jest/globals';
import { connectSession } from '../support/mcp-clients.js';
import { until } from '../support/until.js';
import { serve as begin } from './serve.js';
import type { World } from './world.js';

/** Requests that a process, or an alert, would make for somebody else. */
export function outgoingOfServers(world: () => World): void {
  const serve = (who: Record<string, string>, body: Record<string, unknown>) => begin(world(), who, body);

  const call = async (endpoint: string): Promise<string> => {
    const { client } = await connectSession(endpoint);
    try {
      return JSON.stringify(await client.callTool({ name: 'getX', arguments: {} }));
    } finally {
      await client.close();
    }
  };

  const documentAt = (url: string, flows: object = {}) =>
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Inner', version: '1' },
      servers: [{ url }],
      ...(Object.keys(flows).length === 0 ? {} : { security: [{ o: [] }], components: { securitySchemes: { o: { type: 'oauth2', flows } } } }),
      paths: { '/x': { get: { operationId: 'getX', responses: { 200: { description: 'Fine.' } } } } },
    });

  it('a base URL that an operator types, or a document names, reaches no private address; an admin’s does, and so does what he allows', async () => {
    const { ask, admin, operator, attack, control, victim } = world();
    const { port } = new URL(victim.url);
    const typed = await serve(operator, { name: 'typed-base', openapiData: documentAt('http://api.example.com'), baseUrl: victim.url });
    attack('ssrf', 'the base URL of an operator', /private or loopback/.test(await call(typed.endpoint)) && victim.hits.length === 0);

    const named = await serve(admin, { name: 'named-base', openapiData: documentAt(victim.url) });
    attack('ssrf', 'the server of a document', /private or loopback/.test(await call(named.endpoint)) && victim.hits.length === 0);

    for (const outgoingHosts of [['127.0.0.0/8'], [`127.0.0.1:${port}`], ['localhost']]) {
      for (const id of [typed.id, named.id]) {
        const { status } = await ask('PATCH', `/api/servers/${id}`, operator, { outgoingHosts });
        attack('ssrf', `an operator who allows himself ${outgoingHosts.join()} → ${status}`, status === 403);
      }
    }
    attack('ssrf', 'a server with allowed hosts, made by an operator', (await ask('POST', '/api/servers', operator, { name: 'allowed', openapiData: '{}', outgoingHosts: ['127.0.0.1'] })).status === 403);

    await ask('PATCH', `/api/servers/${named.id}?wait=true`, admin, { outgoingHosts: ['127.0.0.0/8'] });
    await call(await endpointOf(named.id));
    control('ssrf', 'a range that an admin allows', victim.hits.splice(0).length === 1);

    await ask('PATCH', `/api/servers/${typed.id}`, admin, { baseUrl: victim.url });
    await call(await endpointOf(typed.id));
    control('ssrf', 'the same base URL of an admin', victim.hits.splice(0).length === 1);

    // What an admin typed stays his while others change what is around it; another address is nobody's again.
    await ask('PATCH', `/api/servers/${typed.id}`, operator, { description: 'changed' });
    await call(await endpointOf(typed.id));
    control('ssrf', 'an address of an admin after a change by an operator', victim.hits.splice(0).length === 1);
    await ask('PATCH', `/api/servers/${typed.id}`, operator, { baseUrl: 'http://10.0.0.1:1' });
    attack('ssrf', 'another address by an operator', /private or loopback/.test(await call(await endpointOf(typed.id))));
    await ask('PATCH', `/api/servers/${typed.id}`, operator, { baseUrl: victim.url });
    attack('ssrf', 'the admin’s address, typed by an operator after it was replaced', /private or loopback/.test(await call(await endpointOf(typed.id))) && victim.hits.length === 0);
  });

  it('a token URL, and an issuer, reach no private address either', async () => {
    const { ask, admin, operator, attack, control, victim } = world();
    const flows = { clientCredentials: { tokenUrl: `${victim.url}/token`, scopes: {} } };
    const oauth2 = { type: 'oauth2', clientId: 'c', clientSecret: 'client-secret-of-attack' };
    const named = await serve(admin, { name: 'named-token', openapiData: documentAt('http://api.example.com', flows), auth: oauth2 });
    const byDocument = await call(named.endpoint);
    attack('ssrf', `the token URL of a document: ${byDocument}`, byDocument.includes('"isError":true') && victim.hits.length === 0);

    const typed = await serve(operator, { name: 'typed-token', openapiData: documentAt('http://api.example.com', flows), auth: { ...oauth2, tokenUrl: `${victim.url}/token` } });
    const byOperator = await call(typed.endpoint);
    attack('ssrf', `the token URL of an operator: ${byOperator}`, /private or loopback/.test(byOperator) && victim.hits.length === 0);
    await ask('PATCH', `/api/servers/${typed.id}`, admin, { auth: { ...oauth2, tokenUrl: `${victim.url}/token` } });
    await call(await endpointOf(typed.id));
    control('ssrf', 'the token URL of an admin', victim.hits.splice(0).some((hit) => hit.includes('/token')));

    const tokenOf = (iss: string) => `${Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.c2ln`;
    const prove = async (endpoint: string, iss = victim.url) => {
      const response = await fetch(endpoint, { method: 'POST', headers: { Authorization: `Bearer ${tokenOf(iss)}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' });
      await response.arrayBuffer();
      return response.status;
    };
    const guarded = await serve(operator, { name: 'typed-issuer', openapiData: documentAt('http://api.example.com'), access: { oauth: { issuer: victim.url } } });
    const status = await prove(guarded.endpoint);
    attack('ssrf', `the issuer of an operator → ${status}`, status >= 400 && victim.hits.length === 0);
    await ask('PATCH', `/api/servers/${guarded.id}`, admin, { access: { oauth: { issuer: victim.url } } });
    await prove(await endpointOf(guarded.id));
    control('ssrf', 'the issuer of an admin', victim.hits.splice(0).length > 0);

    // An issuer that may be asked names an address for its keys that may not.
    let keysAsked = 0;
    const keys = createTcpServer((socket) => {
      keysAsked += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    let metadataAsked = 0;
    const issuer = createServer((_, response) => {
      metadataAsked += 1;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ issuer: issuerUrl, jwks_uri: `https://keys.inner.test:${(keys.address() as AddressInfo).port}/keys` }));
    }).listen(0, '127.0.0.1');
    await Promise.all([once(keys, 'listening'), once(issuer, 'listening')]);
    const issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    try {
      for (const [named, outgoingHosts] of [['keys within', []], ['keys that an admin allows', ['keys.inner.test']]] as const) {
        await ask('PATCH', `/api/servers/${guarded.id}?wait=true`, admin, { access: { oauth: { issuer: issuerUrl } }, outgoingHosts });
        const refused = await prove(await endpointOf(guarded.id), issuerUrl);
        if (outgoingHosts.length === 0) attack('ssrf', `${named} of an issuer → ${refused}`, refused >= 400 && metadataAsked > 0 && keysAsked === 0);
        else control('ssrf', named, keysAsked > 0);
      }
    } finally {
      for (const server of [keys, issuer]) server.close();
      issuer.closeAllConnections();
    }
  });

  it('the webhook of an operator’s rule reaches no private address', async () => {
    const { ask, admin, operator, attack, control, victim } = world();
    await serve(admin, { name: 'watched', openapiData: documentAt('http://api.example.com') });
    const makeRule = (who: Record<string, string>, name: string, url: string) =>
      ask('POST', '/api/alert-rules', who, { name, metric: 'connections', operator: 'atMost', threshold: 1_000, severity: 'info', webhook: { url } });
    const deliveries = async (name: string): Promise<{ attempts: number; error: string | null }[]> => {
      const { items } = JSON.parse((await ask('GET', '/api/alerts?limit=200', admin)).text) as { items: { ruleName: string; deliveries: { attempts: number; error: string | null }[] }[] };
      return items.filter(({ ruleName }) => ruleName === name).flatMap((alert) => alert.deliveries);
    };
    for (const [index, host] of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', 'w.inner.test', '169.254.169.254'].entries()) {
      const name = `hook ${index}`;
      expect((await makeRule(operator, name, `http://${host}:${new URL(victim.url).port}/hook`)).status).toBe(201);
      await until(async () => (await deliveries(name)).length > 0);
      const [delivery] = await deliveries(name);
      attack('ssrf', `a webhook to ${host}: ${delivery?.error}`, delivery?.attempts === 1 && /private or loopback|link-local or metadata/.test(delivery.error ?? '') && victim.hits.length === 0);
    }
    await makeRule(admin, 'hook of an admin', `${victim.url}/hook`);
    await until(() => victim.hits.length > 0);
    control('ssrf', 'the webhook of an admin', victim.hits.every((hit) => hit === 'POST /hook'));
    for (const { id } of (JSON.parse((await ask('GET', '/api/alert-rules', admin)).text) as { rules: { id: string }[] }).rules) await ask('DELETE', `/api/alert-rules/${id}`, admin);
    victim.hits.splice(0);
  });

  async function endpointOf(id: string): Promise<string> {
    const { ask, admin } = world();
    const { process } = JSON.parse((await ask('GET', `/api/servers/${id}`, admin)).text) as { process: { endpoint: string } };
    return process.endpoint;
  }
}

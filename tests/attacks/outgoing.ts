import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Resolver } from 'node:dns/promises';
import { expect, it } from '@jest/globals';
import { NOWHERE } from './lying-resolver.js';
import type { World } from './world.js';

/** The metadata service of clouds, in the spellings in which it has been asked for. */
const METADATA = [
  '169.254.169.254', '2852039166', '0xa9fea9fe', '0xa9.0xfe.0xa9.0xfe', '0251.0376.0251.0376', '169.254.43518', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::1]', '[fe80::1]', '[fd00:ec2::254]', '100.100.100.200', '①⑥⑨.②⑤④.①⑥⑨.②⑤④', '169.254.169.254.',
];
const OTHER_SCHEMES = ['file:///etc/passwd', 'ftp://127.0.0.1/x', 'gopher://127.0.0.1:6379/_INFO', 'data:application/json,{}', 'javascript:1', 'unix:/var/run/docker.sock', 'http://user:password@127.0.0.1/'];

/** This machine, as a document may name it. PORT is that of a service which must not hear of it. */
const INNER = [
  'http://127.0.0.1:PORT', 'http://localhost:PORT', 'http://127.1:PORT', 'http://2130706433:PORT', 'http://0x7f000001:PORT', 'http://0177.0.0.1:PORT', 'http://0:PORT', 'http://0.0.0.0:PORT', 'http://[::1]:PORT',
  'http://[::ffff:127.0.0.1]:PORT', 'http://[::ffff:7f00:1]:PORT', 'http://[::]:PORT', 'http://a.inner.test:PORT', 'http://a.both.test:PORT', 'http://b.rebind.test:PORT', 'http://LOCALHOST.:PORT', 'http://①②⑦.0.0.1:PORT',
];

const INNOCENT = '{"openapi":"3.0.3","info":{"title":"Innocent","version":"1"},"paths":{}}';

/** Requests that the API would make for somebody else. */
export function outgoing(world: () => World): void {
  it('metadata services and other schemes are never asked, however they are spelled', async () => {
    const { ask, admin, attack } = world();
    for (const host of METADATA) {
      const { status, text } = await ask('POST', '/api/documents/preview', admin, { openapiUrl: `http://${host}/latest/meta-data/` });
      attack('ssrf', `${host} → ${status} ${text}`, status >= 400 && status < 500 && /link-local or metadata|address/.test(text));
    }
    for (const openapiUrl of OTHER_SCHEMES) {
      const { status } = await ask('POST', '/api/documents/preview', admin, { openapiUrl });
      attack('ssrf', openapiUrl, status === 400);
    }
  });

  it('a document cannot make the API read this machine: by reference, whatever the spelling, or a name that changes its mind', async () => {
    const { ask, admin, attack, victim } = world();
    const { port } = new URL(victim.url);
    for (const base of INNER) {
      const document = { openapi: '3.0.3', info: { title: 'Inner', version: '1' }, paths: { '/x': { $ref: `${base.replace('PORT', port)}/secret.json` } } };
      // The second look is the one at which a rebound name has become this machine.
      for (const _look of base.includes('rebind') ? [1, 2] : [1]) {
        const { text } = await ask('POST', '/api/documents/preview', admin, { openapiData: JSON.stringify(document) });
        attack(base.includes('rebind') ? 'dns rebinding' : 'ssrf', base, victim.hits.length === 0 && !text.includes('of the inner network'));
      }
    }
    expect(victim.hits).toEqual([]);
  });

  it('a name that changes its mind between two questions is asked once, and what it said is what is connected to', async () => {
    const { ask, admin, operator, attack, control, victim, resolver } = world();
    const { port } = new URL(victim.url);
    const own = new Resolver();
    own.setServers([resolver.address]);
    control('dns rebinding', 'the resolver lies', (await own.resolve4('z.rebind.test'))[0] === NOWHERE && (await own.resolve4('z.rebind.test'))[0] === '127.0.0.1');
    for (const [name, who] of [['c', admin], ['d', operator]] as const) {
      const host = `${name}.rebind.test`;
      const document = { openapi: '3.0.3', info: { title: 'Inner', version: '1' }, paths: { '/x': { $ref: `http://${host}:${port}/secret.json` } } };
      const first = await ask('POST', '/api/documents/preview', who, { openapiData: JSON.stringify(document) });
      attack('dns rebinding', `first look → ${first.status} ${first.text}`, /cannot be fetched/.test(first.text) && !/private or loopback/.test(first.text) && victim.hits.length === 0);
      // A product that looks, judges, and lets the connection look again would have asked twice, and met this machine.
      attack('dns rebinding', `${host} was asked for ${resolver.asked(host)} times`, resolver.asked(host) === 1);
      const second = await ask('POST', '/api/documents/preview', who, { openapiData: JSON.stringify(document) });
      attack('dns rebinding', `second look → ${second.status} ${second.text}`, /private or loopback/.test(second.text) && resolver.asked(host) === 2 && victim.hits.length === 0);
    }
  });

  it('what an operator types leads no further than what a document says', async () => {
    const { ask, admin, operator, attack, control, victim } = world();
    const { port } = new URL(victim.url);
    for (const [index, base] of INNER.entries()) {
      // They all read in one way; a few spellings show that each of them does.
      for (const path of ['/api/documents/preview', '/api/documents/validate', '/api/documents', '/api/servers'].slice(0, index % 6 === 0 ? 4 : 1)) {
        const openapiUrl = `${base.replace('PORT', port)}/openapi.json`;
        const { status, text } = await ask('POST', path, operator, path === '/api/servers' ? { name: 'typed', openapiUrl } : { openapiUrl });
        const isRefused = status === 422 || (status === 200 && text.includes('"valid":false'));
        attack(base.includes('rebind') ? 'dns rebinding' : 'ssrf', `${path} of ${openapiUrl} → ${status} ${text}`, isRefused && victim.hits.length === 0);
      }
    }
    expect(victim.hits).toEqual([]);
    await ask('POST', '/api/documents/preview', admin, { openapiUrl: `${victim.url}/openapi.json` });
    control('ssrf', 'an admin’s address', victim.hits.splice(0).length === 1);
    await ask('POST', '/api/documents/preview', operator, { openapiUrl: `http://listed.inner.test:${port}/openapi.json` });
    control('ssrf', 'an operator’s address, of OUTGOING_HOSTS', victim.hits.splice(0).length === 1);
  });

  it('a redirect does not lead there either, nor does a document that is read again', async () => {
    const { ask, admin, operator, attack, control, victim } = world();
    let target = '';
    let text: string = INNOCENT;
    const outer = createServer((_, response) => void (target === '' ? response.end(text) : response.writeHead(302, { Location: target }).end())).listen(0, '127.0.0.1');
    await once(outer, 'listening');
    const openapiUrl = `http://127.0.0.1:${(outer.address() as AddressInfo).port}/openapi.json`;
    try {
      for (const location of ['http://169.254.169.254/', 'http://[fe80::1]/', 'file:///etc/passwd', 'http://2852039166/', 'http://a.inner.test:1/']) {
        target = location;
        const { status, text } = await ask('POST', '/api/documents/preview', admin, { openapiUrl });
        attack('ssrf', `redirect to ${location} → ${status} ${text}`, status >= 400 && status < 500);
      }
      // What was decent when it was kept, and leads elsewhere when its address is looked at again.
      target = '';
      const kept = JSON.parse((await ask('POST', '/api/documents', admin, { openapiUrl })).text) as { id: string };
      const inner = `http://z.inner.test:${new URL(victim.url).port}`;
      target = `${inner}/openapi.json`;
      const refreshed = await ask('POST', `/api/documents/${kept.id}/refresh`, operator);
      attack('ssrf', `a document that redirects when it is read again → ${refreshed.status} ${refreshed.text}`, refreshed.status === 422 && /private or loopback/.test(refreshed.text) && victim.hits.length === 0);
      target = '';
      text = INNOCENT.replace('{}', JSON.stringify({ '/x': { $ref: `${inner}/secret.json` } }));
      const referring = await ask('POST', `/api/documents/${kept.id}/refresh`, operator);
      attack('ssrf', `a document that refers there when it is read again → ${referring.status} ${referring.text}`, victim.hits.length === 0);
      control('ssrf', 'a document is read again', referring.status < 300);
      const moved = await ask('PATCH', `/api/documents/${kept.id}`, operator, { openapiUrl: `${victim.url}/openapi.json` });
      attack('ssrf', `an operator who leads a document elsewhere → ${moved.status} ${moved.text}`, moved.status === 422 && victim.hits.length === 0);
      control('ssrf', 'an admin who does', (await ask('PATCH', `/api/documents/${kept.id}`, admin, { openapiUrl: `${victim.url}/openapi.json` })).status < 300 && victim.hits.splice(0).length === 1);
    } finally {
      outer.closeAllConnections();
      outer.close();
    }
    expect(victim.hits).toEqual([]);
  });
}

import { beforeAll, expect, it } from '@jest/globals';
import { type Credential, makeCredentials, mayUse } from './credentials.js';
import { gatewayEndpoints } from './gateway-endpoints.js';
import { socketMessages } from './socket-messages.js';
import type { World } from './world.js';

const EMPTY = '{"openapi":"3.0.3","info":{"title":"Matrix","version":"1"},"servers":[{"url":"http://api.example.com"}],"paths":{"/x":{"get":{"responses":{"200":{"description":"Fine."}}}}}}';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** What a right credential would really do here would end the credential itself. */
const SIGNS_OUT = new Set(['/api/auth/logout', '/api/auth/password']);

/** Every path of the OpenAPI document × every credential: let in just where its role reaches; the gateway and the sockets as well. */
export function authorisation(world: () => World): void {
  let credentials: Credential[];
  let serverId: string;

  beforeAll(async () => {
    const { ask, admin } = world();
    serverId = (JSON.parse((await ask('POST', '/api/servers', admin, { name: 'matrix', openapiData: EMPTY })).text) as { id: string }).id;
    credentials = await makeCredentials(world(), serverId);
  });

  it('every path lets in just those whose role it declares', async () => {
    const { ask, admin, attack, control } = world();
    const { paths } = JSON.parse((await ask('GET', '/api/openapi.json', admin)).text) as { paths: Record<string, Record<string, { 'x-permission'?: string }>> };
    let routes = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of METHODS.filter((name) => name in operations)) {
        const need = operations[method]?.['x-permission'];
        expect(`${method} ${path} needs ${need}`).toMatch(/needs (public|signed-in|viewer|operator|admin)$/);
        if (need === undefined || need === 'public') continue;
        routes += 1;
        const url = path.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
        const statuses = await Promise.all(credentials.map(async (credential) => ({ credential, status: await statusOf(world(), method, url, credential, need) })));
        for (const { credential, status } of statuses) {
          if (status === undefined) continue;
          const isRefused = status === 401 || status === 403;
          const may = mayUse(credential, method, need);
          if (may) control('authorisation', `${credential.name} ${method} ${url} → ${status}`, !isRefused);
          else attack('authorisation', `${credential.name} ${method} ${url} → ${status}`, isRefused);
        }
      }
    }
    expect(routes).toBeGreaterThan(40);
  });

  gatewayEndpoints(world, () => ({ credentials, serverId }));

  socketMessages(world, () => ({ credentials, serverId }));
}

async function statusOf({ ask }: World, method: string, url: string, credential: Credential, need: string): Promise<number | undefined> {
  const { headers } = credential;
  const may = mayUse(credential, method, need);
  // What would be carried out is asked of things that are not there; what has no target is asked only of those who may not.
  if (may && (SIGNS_OUT.has(url) || (method !== 'get' && !url.includes('00000000')))) return undefined;
  if (url.endsWith('/stream') && may) return undefined;
  return (await ask(method.toUpperCase(), url, headers, method === 'get' || method === 'delete' ? undefined : {})).status;
}

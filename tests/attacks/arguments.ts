import { it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { connectSession } from '../support/mcp-clients.js';
import { serve } from './serve.js';
import type { World } from './world.js';

const text = { schema: { type: 'string' } };
const document = {
  openapi: '3.0.3',
  info: { title: 'Arguments', version: '1' },
  paths: {
    '/items/{id}': {
      get: {
        operationId: 'getItem',
        parameters: [
          { name: 'id', in: 'path', required: true, ...text },
          { name: 'X-Tag', in: 'header', ...text },
          { name: 'flavour', in: 'cookie', ...text },
          { name: 'code', in: 'query', schema: { type: 'string', pattern: '^(a+)+$' } },
        ],
        responses: { 200: { description: 'Fine.', content: { 'application/json': {} } } },
      },
    },
  },
};

interface Answer {
  isError: boolean;
  said: string;
}

/** What the client says when no answer came. */
const UNANSWERED = /Request timed out/;

/** What a model that was talked into something puts into its calls. */
export function argumentsOfCalls(world: () => World): void {
  const withClient = async (act: (call: (args: Record<string, unknown>) => Promise<Answer>) => Promise<void>) => {
    const { endpoint } = await serve(world(), world().admin, { name: `arguments-${Math.random()}`, openapiData: JSON.stringify(document), baseUrl: world().victim.url });
    const { client } = await connectSession(endpoint);
    try {
      await act((args) => answerTo(client, args));
    } finally {
      await client.close();
      world().victim.hits.splice(0);
      world().victim.heads.splice(0);
    }
  };

  it('no argument becomes another header, cookie, path or host', async () => {
    const { attack, control, victim } = world();
    await withClient(async (call) => {
      await call({ id: '1', 'X-Tag': 'plain', flavour: 'mild' });
      control('header injection', 'a plain header', victim.heads.at(-1)?.['x-tag'] === 'plain' && victim.heads.at(-1)?.cookie === 'flavour=mild');
      for (const value of ['a\r\nX-Injected: 1', 'a\nX-Injected: 1', 'a\rX-Injected: 1', 'a\u0000b', 'a\u0085X-Injected: 1', 'a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n']) {
        for (const name of ['X-Tag', 'flavour']) {
          const before = victim.hits.length;
          await call({ id: '1', [name]: value });
          const isUnharmed = victim.heads.slice(before).every((head) => head['x-injected'] === undefined && !/[\r\n\0]/.test(`${String(head['x-tag'])}${String(head.cookie)}`));
          attack('header injection', `${name}: ${JSON.stringify(value)}`, isUnharmed && victim.hits.every((hit) => hit.startsWith('GET /items/')));
        }
      }
      for (const flavour of ['a; admin=1', 'a;admin=1', 'a, admin=1']) {
        await call({ id: '1', flavour });
        attack('header injection', `cookie ${flavour}`, !/;\s*admin=/.test(victim.heads.at(-1)?.cookie ?? ''));
      }
      for (const id of ['..', '../admin', '%2e%2e', '..%2f..%2fadmin', '.', '//evil.test/', '?admin=1', '#x', '\\\\evil.test', '1/../../admin', '\r\nX: 1']) {
        const before = victim.hits.length;
        await call({ id });
        attack('path traversal', `path argument ${JSON.stringify(id)}`, victim.hits.slice(before).every((hit) => /^GET \/items\/[^/?#\s]+$/.test(hit) && !/\/(\.|%2e){1,2}$/i.test(hit)));
      }
    });
  });

  it('a projection, or a pattern of the document, that runs for ever is broken off, and calls go on', async () => {
    const { attack, control } = world();
    await withClient(async (call) => {
      const good = await call({ id: '1', code: 'aaa', _projection: '$uppercase(secret)' });
      control('slow expressions', `a projection: ${good.said}`, !good.isError && good.said.includes('OF THE INNER NETWORK'));
      const endless = ['($f := function($x) { $f($x) }; $f(1))', '($f := function($x) { $f($x + 1) + 1 }; $f(1))', '$sum($map([1..9999999], function($x) { $sum([1..9999999]) }))', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)', '$replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a|aa)+$/, "")', '$reduce([1..24], function($a, $b) { $a & $a }, "xxxxxxxxxxxxxxxx")'];
      for (const expression of endless) {
        const { isError, said } = await call({ id: '1', _projection: expression });
        attack('slow expressions', `${expression} → ${said.slice(0, 200)}`, !UNANSWERED.test(said) && (isError || /projection/i.test(said) || said.length < 200_000));
        attack('slow expressions', `a call after ${expression}`, !(await call({ id: '1' })).isError);
      }
      for (const reach of ['$eval("1+1")', 'process.exit()', '$constructor("return process")()', '$.constructor.constructor("return process")()', '$lookup($, "__proto__")', '$merge([{"__proto__": {"polluted": 1}}]).polluted']) {
        const { said } = await call({ id: '1', _projection: reach });
        attack('slow expressions', `${reach} → ${said.slice(0, 200)}`, !/\bpid\b|execPath|NODE_|"polluted"/.test(said) && !(await call({ id: '1' })).isError);
      }
      const slow = await call({ id: '1', code: `${'a'.repeat(60)}!` });
      attack('slow expressions', `a pattern → ${slow.said.slice(0, 200)}`, slow.isError && !UNANSWERED.test(slow.said));
    });
  });
}

async function answerTo(client: Client, args: Record<string, unknown>): Promise<Answer> {
  try {
    const { isError, content } = await client.callTool({ name: 'getItem', arguments: args });
    return { isError: isError === true, said: JSON.stringify(content) };
  } catch (error) {
    return { isError: true, said: String(error) };
  }
}

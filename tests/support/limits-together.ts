import { describe, expect, it } from '@jest/globals';
import type { Node } from './start-nodes.js';

const ADMIN = { name: 'limits', password: 'a password of the limits' };

/** As often as a node looks whether the others told it; ms. */
const LOOK_MS = 500;
/** By then each told the others several times. */
const LOOKS = 12;

interface Counted {
  /** How many each node let in. */
  letIn: [number, number];
  /** The answer of each, once it refused. */
  refused: [Response | undefined, Response | undefined];
}

/** Tests of limits that several nodes keep together. Last of a file: from now on everybody has to prove who he is. `restLimit`: REST_RATE_LIMIT of the nodes; `loginLimit`: LOGIN_MAX_FAILURES. */
export function limitsTogether(at: () => { a: Node; b: Node; restLimit: number; loginLimit: number }): void {
  const ask = (node: Node, method: string, path: string, proof: string | undefined, body?: object) =>
    fetch(node.url + path, { method, headers: { ...(proof === undefined ? {} : { Authorization: `Bearer ${proof}` }), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const statusOf = async (node: Node, path: string, proof?: string, body?: object) => {
    const response = await ask(node, body === undefined ? 'GET' : 'POST', path, proof, body);
    await response.arrayBuffer();
    return response.status;
  };

  describe('A limit of two nodes', () => {
    let admin: string;

    const keyFor = async (name: string) => ((await (await ask(at().a, 'POST', '/api/keys', admin, { name, scopes: ['read'] })).json()) as { key: string }).key;

    /** Three quarters of the limit at each, which neither would mind; then now and then one more, fewer than would make it mind. */
    async function callBoth(key: string): Promise<Counted> {
      const { a, b, restLimit } = at();
      const counted: Counted = { letIn: [0, 0], refused: [undefined, undefined] };
      const call = async (index: 0 | 1) => {
        const response = await ask(index === 0 ? a : b, 'GET', '/api/auth/me', key);
        await response.arrayBuffer();
        if (response.status === 200) counted.letIn[index] += 1;
        else counted.refused[index] ??= response;
      };
      const many = Math.floor((restLimit * 3) / 4);
      await Promise.all(([0, 1] as const).map((index) => Promise.all(Array.from({ length: many }, () => call(index)))));
      for (let look = 0; look < LOOKS && counted.refused.includes(undefined); look += 1) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        await Promise.all(([0, 1] as const).filter((index) => counted.refused[index] === undefined).map(call));
      }
      return counted;
    }

    it('of REST is exhausted by one key partly here and partly there, and by no other', async () => {
      const { a, b, restLimit } = at();
      expect((await ask(a, 'POST', '/api/users', undefined, { ...ADMIN, role: 'admin' })).status).toBe(201);
      admin = ((await (await ask(a, 'POST', '/api/auth/login', undefined, { ...ADMIN, as: 'token' })).json()) as { token: string }).token;
      const calm = await keyFor('calm');
      let counted: Counted;
      let key: string;
      // On a machine that is so busy that the rate pays off meanwhile what was counted, another key tries again.
      do {
        key = await keyFor(`hasty ${performance.now()}`);
        counted = await callBoth(key);
      } while (counted.refused.includes(undefined));
      // A node that counted for itself alone would have let in as many as the limit, and refused none before.
      for (const letIn of counted.letIn) expect(letIn).toBeLessThan(restLimit);
      for (const refused of counted.refused) expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^[1-9]\d*$/)]);
      expect([await statusOf(a, '/api/auth/me', calm), await statusOf(b, '/api/auth/me', calm)]).toEqual([200, 200]);
    });

    it('of REST counts what is put together of the answers of both as the one request that it is', async () => {
      const { a, b, restLimit } = at();
      const key = await keyFor('of parts');
      const many = Math.floor(restLimit / 3);
      // With the totals of all nodes, for which each is asked a second time.
      const statuses = await Promise.all([a, b].flatMap((node) => Array.from({ length: many }, () => statusOf(node, '/api/mcp/connections', key))));
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
    });

    it('of REST says when to come back, too, where the answer would be put together of those of all nodes', async () => {
      const { a } = at();
      const key = await keyFor('of lists');
      let answer: Response;
      do {
        answer = await ask(a, 'GET', '/api/servers', key);
        await answer.arrayBuffer();
      } while (answer.status === 200);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^[1-9]\d*$/)]);
    });

    it('of wrong passwords counts at one those that were tried at the other', async () => {
      const { a, b, loginLimit } = at();
      const tryAt = async (node: Node) => {
        const response = await ask(node, 'POST', '/api/auth/login', undefined, { name: 'nobody', password: 'wrong' });
        return ((await response.json()) as { code: string }).code;
      };
      for (let time = 1; time < loginLimit; time += 1) expect(await tryAt(a)).toBe('LOGIN_FAILED');
      const there: string[] = [];
      // Fewer than it would mind by itself, and slower and slower until it has heard of those.
      while (there.length < loginLimit && there.at(-1) !== 'TOO_MANY_LOGINS') {
        if (there.length > 0) await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** there.length));
        there.push(await tryAt(b));
      }
      expect(there.at(-1)).toBe('TOO_MANY_LOGINS');
    });
  });
}

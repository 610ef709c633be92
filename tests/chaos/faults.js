import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Done by the child to itself. */
const misdeed = (what, ends) => ({
  name: what,
  ends,
  inject: async ({ product, pid }) => {
    const file = join(product.dataDir, 'chaos', String(pid));
    await writeFile(file, what);
    process.kill(pid, 'SIGUSR2');
    return () => rm(file, { force: true });
  },
});

const signal = (name, ends, ...signals) => ({
  name,
  ends,
  inject: async ({ pid }) => {
    for (const [index, one] of signals.entries()) {
      if (index > 0) await delay(300);
      process.kill(pid, one);
    }
  },
});

const wish = (name, ends, ask) => ({ name, ends, inject: ({ product, serverId, random }) => ask(product, serverId, random) });

/**
 * What may happen to one server. `ends`: 'ends' when its process ends with it and another one has to come, 'replaced' when another one takes
 * over, 'stays' when the same one has to go on.
 */
export const serverFaults = [
  signal('SIGKILL', 'ends', 'SIGKILL'),
  signal('SIGTERM from a stranger', 'ends', 'SIGTERM'),
  signal('SIGSTOP', 'ends', 'SIGSTOP'),
  signal('SIGSTOP for a moment', 'stays', 'SIGSTOP', 'SIGCONT'),
  misdeed('crash', 'ends'),
  misdeed('blocked for a moment', 'stays'),
  misdeed('blocked for ever', 'ends'),
  misdeed('garbage on stdout', 'stays'),
  misdeed('flood on stderr', 'stays'),
  misdeed('closed stdin', 'ends'),
  misdeed('too much memory', 'ends'),
  wish('twenty wishes at once', 'ends', async (product, serverId, random) => {
    const wishes = Array.from({ length: 20 }, () => random.pick(['start', 'stop', 'restart']));
    await Promise.all(wishes.map((action) => product.send('POST', `/api/servers/${serverId}/${action}`)));
    await product.send('POST', `/api/servers/${serverId}/restart`);
  }),
  wish('rolling restart', 'replaced', async (product, serverId, random) => {
    const { status, body } = await product.send('PATCH', `/api/servers/${serverId}`, { limits: { maxConnections: Math.round(random.between(100, 1_000_000)) } });
    if (status !== 200 || body.applied !== 'replaced') throw new Error(`PATCH answered ${status} ${body.applied ?? body.detail}`);
  }),
  wish('reload', 'stays', async (product, serverId, random) => {
    const { status, body } = await product.send('PATCH', `/api/servers/${serverId}`, { headers: { 'X-Chaos': String(random.next()) } });
    if (status !== 200 || body.applied !== 'reloaded') throw new Error(`PATCH answered ${status} ${body.applied ?? body.detail}`);
  }),
];

/** What happens to all of them; every process has to go on. */
export const commonFaults = [
  {
    name: 'upstream resets',
    inject: async ({ upstream }) => {
      upstream.be('resets');
      await delay(1_000);
      upstream.be('well');
    },
  },
  {
    name: 'upstream stalls',
    inject: async ({ upstream }) => {
      upstream.be('stalls');
      await delay(1_000);
      upstream.be('well');
    },
  },
  {
    name: 'API stopped for a second (nobody reads)',
    inject: async ({ product }) => {
      process.kill(product.pid, 'SIGSTOP');
      await delay(1_000);
      process.kill(product.pid, 'SIGCONT');
    },
  },
];

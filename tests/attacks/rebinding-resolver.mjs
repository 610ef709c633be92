// Loaded into the product before its own code: a resolver in the hands of an attacker. Each name under rebind.test is elsewhere when
// it is asked for the first time, and is this machine from then on; names under inner.test are this machine at once.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const real = dns.lookup;
const asked = new Set();

dns.lookup = (hostname, options, callback) => {
  const done = typeof options === 'function' ? options : callback;
  const all = typeof options === 'object' && options.all === true;
  const answer = (address) => process.nextTick(() => (all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
  if (hostname.endsWith('.inner.test')) return answer('127.0.0.1');
  if (!hostname.endsWith('.rebind.test')) return real(hostname, options, callback);
  const isFirst = !asked.has(hostname);
  asked.add(hostname);
  return answer(isFirst ? '192.0.2.1' : '127.0.0.1');
};
syncBuiltinESMExports();

// Where a process may not have an /etc/resolv.conf of its own: loaded before the product's code, it makes names be asked of the resolver of the test.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const resolver = new dns.Resolver({ tries: 1 });
resolver.setServers([process.env.TEST_RESOLVER]);
const real = dns.lookup;

dns.lookup = (hostname, options, callback) => {
  const done = typeof options === 'function' ? options : callback;
  const all = typeof options === 'object' && options.all === true;
  if (!hostname.endsWith('.test')) return real(hostname, options, callback);
  resolver.resolve4(hostname, (error, addresses) => {
    if (error !== null) done(error, []);
    else if (all) done(null, addresses.map((address) => ({ address, family: 4 })));
    else done(null, addresses[0], 4);
  });
};
syncBuiltinESMExports();

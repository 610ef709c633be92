import { lookup as resolveName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { bareHost, literalAddress, OutgoingError, refuseAddress } from './outgoing-policy.js';
import type { OutgoingPolicy, UrlOrigin } from './outgoing-policy.js';

/** Connections that a dispatcher opens to one origin at most. */
const MOST_CONNECTIONS = 128;

/**
 * An undici Agent whose connections obey the policy. Addresses are judged when it connects, after DNS has answered, so a name
 * cannot change its mind between check and use. The caller closes it.
 */
export function createDispatcher(policy: OutgoingPolicy, origin: UrlOrigin, options: { connectTimeoutMs?: number } = {}): Agent {
  const timeout = options.connectTimeoutMs ?? 10_000;
  return new Agent({
    connections: MOST_CONNECTIONS,
    connect: (target, callback) => {
      const host = { hostname: bareHost(target.hostname), port: target.port || (target.protocol === 'https:' ? '443' : '80') };
      const literal = literalAddress(target.hostname);
      // net.connect asks no resolver about an address, so a literal one is judged here.
      const refused = literal === undefined ? undefined : refuseAddress(literal, host, origin, policy);
      if (refused !== undefined) {
        callback(new OutgoingError(`Refused to connect: ${refused}.`), null);
        return;
      }
      const connect = buildConnector({ timeout, lookup: guardedLookup(host, origin, policy) });
      connect(target, callback);
    },
  });
}

function guardedLookup(host: { hostname: string; port: string }, origin: UrlOrigin, policy: OutgoingPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const refusals = addresses.map(({ address }) => refuseAddress(address, host, origin, policy));
      const allowed = addresses.filter((_, index) => refusals[index] === undefined);
      const [first] = allowed;
      if (first === undefined) {
        callback(new OutgoingError(`Refused to connect: ${refusals[0] ?? `${hostname} has no address`}.`), []);
        return;
      }
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

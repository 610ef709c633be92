import { bracketed } from './bracketed.js';

export interface Placement {
  /** The address that the server is bound to. */
  host: string;
  /** The path of the endpoint. */
  path: string;
  /** Where clients see it, if that is somewhere else. */
  publicUrl?: string | undefined;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const EVERYWHERE = new Set(['0.0.0.0', '[::]']);

/**
 * The addresses of an endpoint that a token may be meant for (RFC 8707), the one that we go by first. The port is the one that is bound: with
 * the one of the Host header, a token for another server on this machine would do here.
 */
export function ownAddresses({ host, path, publicUrl }: Placement, local: { address?: string | undefined; port: number }): string[] {
  if (publicUrl !== undefined) return [publicAddress(publicUrl, path)];
  const bound = bracketed(host.toLowerCase());
  const isEverywhere = EVERYWHERE.has(bound);
  const names = [...(isEverywhere ? [] : [bound]), ...(isEverywhere || LOOPBACK.includes(bound) ? LOOPBACK : [])];
  // Bound to all addresses, the one that the client dialled is ours as well.
  if (isEverywhere && local.address !== undefined) names.push(bracketed(local.address.replace(/^::ffff:/, '')));
  return [...new Set(names)].map((name) => new URL(path, `http://${name}:${local.port}`).href);
}

/** A public address without a path has the path of the endpoint. */
function publicAddress(publicUrl: string, path: string): string {
  const url = new URL(publicUrl);
  if (url.pathname === '/') url.pathname = path;
  url.hash = '';
  return url.href;
}

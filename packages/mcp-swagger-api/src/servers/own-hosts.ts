import { AppError } from '../common/app-error.js';
import type { SecretBox } from '../common/secret-box.js';
import type { ServerEntity } from '../database/entities/server.entity.js';
import { openSecrets, type UpstreamSecrets } from './upstream-secrets.js';

/** All that a server is configured with and that holds addresses. */
export type TypedParts = Partial<Pick<ServerEntity, 'baseUrl'> & Pick<ServerEntity['serving'], 'credentialOrigins' | 'access'> & Pick<UpstreamSecrets, 'auth' | 'credentials'>>;

/** The hosts of the addresses that a server is configured with, its document's aside. */
export function typedHosts({ baseUrl, credentialOrigins = [], access, auth, credentials = {} }: TypedParts): string[] {
  const tokenUrls = [auth, ...Object.values(credentials)].map((one) => (one?.type === 'oauth2' ? one.tokenUrl : undefined));
  const addresses = [baseUrl, ...credentialOrigins, access?.oauth?.issuer, access?.oauth?.introspection?.url, ...tokenUrls];
  return [...new Set(addresses.flatMap((address) => (typeof address === 'string' && URL.canParse(address) ? [new URL(address).hostname] : [])))];
}

/** The same of a row. What another key sealed names nobody. */
export function typedHostsOf({ id, baseUrl, serving, sealedSecrets }: ServerEntity, box: SecretBox): string[] {
  try {
    return typedHosts({ baseUrl, ...serving, ...openSecrets(box, id, sealedSecrets) });
  } catch {
    return typedHosts({ baseUrl, ...serving });
  }
}

/** Of the hosts that a server is configured with now, those that may be private: they were before, or an admin typed them just now. */
export function ownHosts(before: readonly string[], now: readonly string[], typedByAdmin: readonly string[]): string[] {
  return now.filter((host) => before.includes(host) || typedByAdmin.includes(host));
}

/** Whoever could widen the list of allowed hosts would reach what it is there to keep him from; as it is, it may be sent again. Throws AppError 403. */
export function refuseHosts(wanted: string[] | undefined, stored: string[], isTrusted: boolean): void {
  if (isTrusted || wanted === undefined || wanted.join(' ') === stored.join(' ')) return;
  throw new AppError(403, 'FORBIDDEN', 'outgoingHosts wants the role admin: it opens private addresses to requests.', { needed: 'admin' });
}

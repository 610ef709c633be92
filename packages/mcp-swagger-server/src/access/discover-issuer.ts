import { ServerError } from '../server-error.js';

/** Asks for a JSON object; rejects when no answer came. */
export type FetchJson = (url: string) => Promise<{ status: number; json: Record<string, unknown> }>;

/** Where an issuer tells about itself, in the order of MCP 2025-11-25, Authorization Server Metadata Discovery (RFC 8414 section 3.1, OpenID Connect Discovery 1.0 section 4). */
export function metadataAddresses(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const [oauth, openId] = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
  return path === '' ? [`${origin}${oauth}`, `${origin}${openId}`] : [`${origin}${oauth}${path}`, `${origin}${openId}${path}`, `${origin}${path}${openId}`];
}

/** The address of the keys of an issuer. Rejects with ServerError (ISSUER). */
export async function keysAddress(issuer: string, fetchJson: FetchJson): Promise<string> {
  const addresses = metadataAddresses(issuer);
  const statuses: number[] = [];
  for (const address of addresses) {
    const { status, json } = await fetchJson(address);
    statuses.push(status);
    if (status !== 200 || json['issuer'] === undefined) continue;
    // Whoever can answer here in the name of another issuer could bring keys of its own (RFC 8414, section 3.3).
    if (json['issuer'] !== issuer) throw new ServerError('ISSUER', `${address} says that its issuer is ${shown(json['issuer'])}; expected ${shown(issuer)}. If the former is right, configure the issuer exactly so.`);
    const keys = json['jwks_uri'];
    if (typeof keys !== 'string' || !URL.canParse(keys)) throw new ServerError('ISSUER', `${address} names no jwks_uri, so the tokens of ${issuer} cannot be verified.`);
    if (new URL(keys).protocol !== 'https:' && new URL(keys).origin !== new URL(issuer).origin) throw new ServerError('ISSUER', `${address} names ${shown(keys)} for its keys, which is not https.`);
    return keys;
  }
  throw new ServerError('ISSUER', `The issuer ${issuer} tells nothing about itself: ${addresses.map((address, index) => `${address} answered ${statuses[index]}`).join(', ')}. Is it the issuer exactly as its tokens have it?`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}

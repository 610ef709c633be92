/** What the address of an endpoint's metadata begins with (RFC 9728, section 3). */
export const WELL_KNOWN = '/.well-known/oauth-protected-resource';

export interface ResourceFacts {
  /** The address of the endpoint. */
  resource: string;
  issuer: string;
  scopes: readonly string[];
  name: string;
}

/** What clients must know to get a token for the endpoint (RFC 9728, section 2). */
export function resourceMetadata({ resource, issuer, scopes, name }: ResourceFacts): Record<string, unknown> {
  return {
    resource,
    authorization_servers: [issuer],
    bearer_methods_supported: ['header'],
    resource_name: name,
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  };
}

/** Where the metadata of a resource is (RFC 9728, section 3.1): the well-known part goes between its host and its path. */
export function metadataAddress(resource: string): string {
  const url = new URL(resource);
  return `${url.origin}${WELL_KNOWN}${url.pathname === '/' ? '' : url.pathname}`;
}

import type { SecurityScheme } from 'mcp-swagger-parser';

/** True for a scheme that a bearer token satisfies; many documents call one an API key in the header Authorization. */
export function takesBearer(scheme: SecurityScheme): boolean {
  if (scheme.kind === 'http') return scheme.scheme === 'bearer';
  return scheme.kind === 'oauth2' || (scheme.kind === 'apikey' && scheme.in === 'header' && scheme.name.toLowerCase() === 'authorization');
}

/** True for a scheme that credentials of some type can be used for; the others need a header of the operator's, if that is possible at all. */
export function isSupported(scheme: SecurityScheme): boolean {
  return scheme.kind === 'apikey' || scheme.kind === 'oauth2' || (scheme.kind === 'http' && (scheme.scheme === 'basic' || scheme.scheme === 'bearer'));
}

/** A scheme in a sentence. */
export function describeScheme(scheme: SecurityScheme): string {
  switch (scheme.kind) {
    case 'apikey':
      return `an API key in the ${scheme.in} ${scheme.name}`;
    case 'http':
      return `HTTP ${scheme.scheme}`;
    case 'oauth2':
      return 'OAuth 2';
    case 'other':
      return `of type ${scheme.type}`;
  }
}

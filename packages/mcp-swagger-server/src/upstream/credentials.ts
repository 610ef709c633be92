import type { Auth } from 'mcp-swagger-ipc';
import type { RequiredScheme, SecurityScheme, Tool } from 'mcp-swagger-parser';
import { encode } from './percent-encode.js';
import { UpstreamError } from './upstream-error.js';

/** A credential and where it goes. A token that has to be fetched first is not here yet. */
export type Credential =
  | { in: 'header'; name: string; value: string }
  | { in: 'query' | 'cookie'; name: string; value: string }
  | { in: 'token'; auth: OAuth2; tokenUrl: string | undefined; isTokenUrlTyped: boolean };

export type OAuth2 = Extract<Auth, { type: 'oauth2' }>;

/** What the operator configured to prove who is calling. */
export interface CredentialOptions {
  tools: Tool[];
  auth?: Auth | undefined;
  credentials?: Record<string, Auth> | undefined;
  headers?: Record<string, string> | undefined;
}

/** Chooses the credentials of each operation. Throws UpstreamError for a credential that no scheme of the document can use. */
export class Credentials {
  readonly #documentAsks: boolean;

  constructor(private readonly options: CredentialOptions) {
    this.#documentAsks = options.tools.some(({ operation }) => (operation.security ?? []).length > 0);
    this.#checkNames();
  }

  /** What to send with an operation: the first alternative that is configured as a whole. */
  for(tool: Tool): Credential[] {
    const { security } = tool.operation;
    if (security === undefined) return this.#documentAsks ? [] : this.#unasked();
    const candidates = security.filter((alternative) => alternative.length > 0).map((alternative) => alternative.map((required) => this.#satisfy(required)));
    const complete = candidates.find((alternative) => alternative.every((credentials) => credentials !== undefined));
    return (complete ?? []).flatMap((credentials) => credentials ?? []);
  }

  /** The document asks for nothing anywhere, so the operator's word is all there is. */
  #unasked(): Credential[] {
    const { auth } = this.options;
    if (auth === undefined) return [];
    if (auth.type === 'apikey') return [{ in: auth.in ?? 'header', name: auth.name ?? 'X-API-Key', value: auth.value }];
    return usable(auth, auth.type === 'basic' ? { kind: 'http', scheme: 'basic' } : { kind: 'oauth2' }) ?? [];
  }

  /** Undefined: not configured. The empty list: a configured header does it already. */
  #satisfy({ name, scheme }: RequiredScheme): Credential[] | undefined {
    const named = this.options.credentials;
    if (named !== undefined && Object.hasOwn(named, name) && named[name] !== undefined) return usable(named[name], scheme);
    if (isSentAnyway(scheme, this.options.headers ?? {})) return [];
    const { auth } = this.options;
    if (auth === undefined) return undefined;
    if (auth.type === 'apikey' && scheme.kind === 'apikey' && auth.name !== undefined && auth.name.toLowerCase() !== scheme.name.toLowerCase()) return undefined;
    return usable(auth, scheme);
  }

  #checkNames(): void {
    const schemes = new Map(this.options.tools.flatMap(({ operation }) => (operation.security ?? []).flat()).map((required) => [required.name, required.scheme]));
    for (const [name, auth] of Object.entries(this.options.credentials ?? {})) {
      const scheme = schemes.get(name);
      if (scheme === undefined) {
        const known = schemes.size === 0 ? 'no operation asks for any' : `known are ${[...schemes.keys()].join(', ')}`;
        throw new UpstreamError('CREDENTIALS', `No operation asks for the security scheme ${JSON.stringify(name)}; ${known}.`);
      }
      if (usable(auth, scheme) === undefined) {
        throw new UpstreamError('CREDENTIALS', `The security scheme ${name} is ${describeScheme(scheme)}; credentials of type ${auth.type} cannot be used for it.`);
      }
    }
  }
}

/** The credential in the form that a scheme wants; undefined when it is of another kind. */
function usable(auth: Auth, scheme: SecurityScheme): Credential[] | undefined {
  switch (auth.type) {
    case 'bearer':
      return takesBearer(scheme) ? [authorization(`Bearer ${auth.token}`)] : undefined;
    case 'basic': {
      if (scheme.kind !== 'http' || scheme.scheme !== 'basic') return undefined;
      return [authorization(`Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`)];
    }
    case 'apikey':
      return scheme.kind === 'apikey' ? [{ in: scheme.in, name: scheme.name, value: auth.value }] : undefined;
    case 'oauth2': {
      if (!takesBearer(scheme)) return undefined;
      const declared = scheme.kind === 'oauth2' ? scheme.tokenUrl : undefined;
      return [{ in: 'token', auth, tokenUrl: auth.tokenUrl ?? declared, isTokenUrlTyped: auth.tokenUrl !== undefined }];
    }
  }
}

/** Many documents call a bearer token an API key in the header Authorization. */
function takesBearer(scheme: SecurityScheme): boolean {
  if (scheme.kind === 'http') return scheme.scheme === 'bearer';
  return scheme.kind === 'oauth2' || (scheme.kind === 'apikey' && scheme.in === 'header' && scheme.name.toLowerCase() === 'authorization');
}

function isSentAnyway(scheme: SecurityScheme, headers: Record<string, string>): boolean {
  const wanted = scheme.kind === 'apikey' ? (scheme.in === 'header' ? scheme.name : undefined) : scheme.kind === 'other' ? undefined : 'authorization';
  return wanted !== undefined && Object.keys(headers).some((name) => name.toLowerCase() === wanted.toLowerCase());
}

function describeScheme(scheme: SecurityScheme): string {
  switch (scheme.kind) {
    case 'apikey':
      return `an API key in the ${scheme.in} ${scheme.name}`;
    case 'http':
      return `HTTP ${scheme.scheme}`;
    case 'oauth2':
      return 'OAuth 2';
    case 'other':
      return `of type ${scheme.type}, which is not supported`;
  }
}

function authorization(value: string): Credential {
  return { in: 'header', name: 'authorization', value };
}

/** Credentials as the parts of a request. A token to be fetched must have become a header before. */
export function placeCredentials(credentials: Credential[]): { headers: Record<string, string>; query: string[]; cookies: string[] } {
  const placed = { headers: {} as Record<string, string>, query: [] as string[], cookies: [] as string[] };
  for (const credential of credentials) {
    if (credential.in === 'header') placed.headers[credential.name] = credential.value;
    else if (credential.in === 'query') placed.query.push(`${encode(credential.name)}=${encode(credential.value)}`);
    else if (credential.in === 'cookie') placed.cookies.push(`${credential.name}=${cookieText(credential.value)}`);
  }
  return placed;
}

/** A cookie value goes as it is but for what would end it (RFC 6265 section 4.1.1). */
function cookieText(value: string): string {
  return value.replaceAll(/[\s",;\\\p{Cc}]/gu, (character) => encode(character));
}

import type { DocumentFacts } from '../../model/document-facts.js';
import type { Auth } from 'mcp-swagger-ipc';
import type { RequiredScheme, SecurityScheme, Tool } from 'mcp-swagger-parser';
import { describeScheme, takesBearer } from './security-scheme.js';
import { UpstreamError } from '../upstream-error.js';

/** A credential and where it goes. A token that has to be fetched first is not here yet. */
export type Credential =
  | { in: 'header'; name: string; value: string }
  | { in: 'query' | 'cookie'; name: string; value: string }
  | { in: 'token'; source: TokenSource };

/** What is needed to get a token for a client. */
export interface TokenSource {
  auth: OAuth2;
  tokenUrl?: string;
  /** True when the operator gave the token URL. */
  isTokenUrlTyped: boolean;
  /** Where the document says that the token URL can be found. */
  metadataUrl?: string;
}

export type OAuth2 = Extract<Auth, { type: 'oauth2' }>;

/** What the operator configured to prove who is calling. */
export interface CredentialOptions {
  document: Pick<DocumentFacts, 'securitySchemes'>;
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
    return this.#complete(security) ?? [];
  }

  /** False when the operation needs credentials that are not configured. */
  isMet({ operation: { security } }: Tool): boolean {
    return security === undefined || security.length === 0 || security.some((alternative) => alternative.length === 0) || this.#complete(security) !== undefined;
  }

  #complete(security: RequiredScheme[][]): Credential[] | undefined {
    const candidates = security.filter((alternative) => alternative.length > 0).map((alternative) => alternative.map((required) => this.#satisfy(required)));
    return candidates.find((alternative): alternative is Credential[][] => alternative.every((credentials) => credentials !== undefined))?.flat();
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
      // A filter may have left out all operations that ask for it.
      if (scheme === undefined && this.options.document.securitySchemes.includes(name)) continue;
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
      const { tokenUrl: declared, metadataUrl } = scheme.kind === 'oauth2' ? scheme : {};
      const tokenUrl = auth.tokenUrl ?? declared;
      return [{ in: 'token', source: { auth, isTokenUrlTyped: auth.tokenUrl !== undefined, ...(tokenUrl === undefined ? {} : { tokenUrl }), ...(metadataUrl === undefined ? {} : { metadataUrl }) } }];
    }
  }
}

function isSentAnyway(scheme: SecurityScheme, headers: Record<string, string>): boolean {
  const wanted = scheme.kind === 'apikey' ? (scheme.in === 'header' ? scheme.name : scheme.in) : scheme.kind === 'other' ? undefined : 'authorization';
  return Object.entries(headers).some(([name, value]) => {
    if (name.toLowerCase() !== wanted?.toLowerCase()) return false;
    return scheme.kind !== 'apikey' || scheme.in === 'header' || (scheme.in === 'cookie' && value.split(/;\s*/).some((pair) => pair.startsWith(`${scheme.name}=`)));
  });
}

function authorization(value: string): Credential {
  return { in: 'header', name: 'authorization', value };
}

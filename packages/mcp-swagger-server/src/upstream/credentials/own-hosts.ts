import type { Auth } from 'mcp-swagger-ipc';
import type { OutgoingPolicy } from 'mcp-swagger-parser';
import type { DocumentFacts } from '../../model/document-facts.js';

/** Addresses that the operator typed. */
export interface TypedAddresses {
  document: Pick<DocumentFacts, 'typedUrl'>;
  outgoing: OutgoingPolicy;
  baseUrl?: string | undefined;
  auth?: Auth | undefined;
  credentials?: Record<string, Auth> | undefined;
  credentialOrigins?: string[] | undefined;
}

/** The policy for requests: what the operator typed is the operator's own, that is the hosts of the base URL, the document, token URLs and origins with credentials. */
export function withOwnHosts({ outgoing, baseUrl, document, auth, credentials = {}, credentialOrigins = [] }: TypedAddresses): OutgoingPolicy {
  if (outgoing.trustTyped === false) return outgoing;
  const tokenUrls = [auth, ...Object.values(credentials)].map((one) => (one?.type === 'oauth2' ? one.tokenUrl : undefined));
  const typed = [baseUrl, document.typedUrl, ...tokenUrls, ...credentialOrigins];
  const hosts = typed.flatMap((url) => (url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? [new URL(url).hostname] : []));
  return { ...outgoing, operatorHosts: [...outgoing.operatorHosts, ...hosts] };
}

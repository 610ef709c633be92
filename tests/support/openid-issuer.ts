import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CLIENT_ID = 'mcp-swagger-test';
export const CLIENT_SECRET = 'client-secret-2718281828';

/** An OpenID issuer (OpenID Connect Core 1.0) at which one person is signed in already. */
export interface OpenIdIssuer {
  url: string;
  /** What its next ID tokens say, over what they should. */
  claims: Record<string, unknown>;
  /** What is told only where the person is asked for. */
  userinfo: Record<string, unknown>;
  /** Its next tokens are signed so: by its key, by another one, or not at all. */
  signing: 'own' | 'other' | 'none';
  /** Over what it tells about itself. */
  metadata: Record<string, unknown>;
  /** The paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

interface Grant {
  challenge: string;
  nonce: string;
  redirectUri: string;
}

export async function startOpenIdIssuer(): Promise<OpenIdIssuer> {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const grants = new Map<string, Grant>();
  const issuer: OpenIdIssuer = { url: '', claims: {}, userinfo: {}, signing: 'own', metadata: {}, asked: [], close: async () => {} };
  const idToken = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuer.url, aud: CLIENT_ID, sub: 'person-1', nonce, iat: now, exp: now + 300, ...issuer.claims };
    return jwt(claims, issuer.signing === 'none' ? undefined : issuer.signing === 'own' ? own.privateKey : other.privateKey);
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer.url);
    issuer.asked.push(pathname);
    const send = (answer: unknown, status = 200) => void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    switch (pathname) {
      case '/.well-known/openid-configuration':
        send({
          issuer: issuer.url,
          authorization_endpoint: `${issuer.url}/authorize`,
          token_endpoint: `${issuer.url}/token`,
          jwks_uri: `${issuer.url}/keys`,
          userinfo_endpoint: `${issuer.url}/userinfo`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
          token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
          code_challenge_methods_supported: ['S256'],
          ...issuer.metadata,
        });
        return;
      case '/keys':
        send({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }] });
        return;
      case '/authorize': {
        const code = randomUUID();
        const redirectUri = searchParams.get('redirect_uri') ?? '';
        grants.set(code, { challenge: searchParams.get('code_challenge') ?? '', nonce: searchParams.get('nonce') ?? '', redirectUri });
        const back = new URL(redirectUri);
        back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString();
        response.writeHead(302, { Location: back.href }).end();
        return;
      }
      case '/token':
        void formOf(request).then((form) => {
          const grant = grants.get(form.get('code') ?? '');
          grants.delete(form.get('code') ?? '');
          const isClient = form.get('client_id') === CLIENT_ID && form.get('client_secret') === CLIENT_SECRET;
          const isSame = grant !== undefined && grant.redirectUri === form.get('redirect_uri') && grant.challenge === createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
          if (!isClient || !isSame) send({ error: isClient ? 'invalid_grant' : 'invalid_client' }, 400);
          else send({ access_token: 'access-token-of-person-1', token_type: 'Bearer', expires_in: 300, id_token: idToken(grant.nonce) });
        });
        return;
      case '/userinfo':
        if (request.headers.authorization === 'Bearer access-token-of-person-1') send({ sub: 'person-1', ...issuer.userinfo });
        else send({ error: 'invalid_token' }, 401);
        return;
      default:
        send({}, 404);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return issuer;
}

/** RFC 7519; without a key it is not signed. */
function jwt(claims: object, key: KeyObject | undefined): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: key === undefined ? 'none' : 'ES256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${key === undefined ? '' : sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return new URLSearchParams(body);
}

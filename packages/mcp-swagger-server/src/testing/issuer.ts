import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A small issuer of tokens on a free port. */
export interface Issuer {
  /** As its tokens have it. */
  url: string;
  /** The paths that were asked for. */
  asked: string[];
  /** A token that is good but for what is given; `undefined` leaves a claim out. */
  token(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** A token that only the issuer can read, at `/introspect`, where it wants `robot` and its secret; `undefined` leaves a claim out. */
  opaque(claims: Record<string, unknown>): string;
  /** From now on there is one key, another one than before. */
  rotate(): Promise<void>;
  /** Answers everything with this status; undefined for as usual. */
  break(status: number | undefined): void;
  close(): Promise<void>;
}

/** `metadataPath`: the only place where it tells about itself. */
export async function issuer({ path = '', metadataPath = '/.well-known/oauth-authorization-server', metadata = {} }: { path?: string; metadataPath?: string; metadata?: Record<string, unknown> } = {}): Promise<Issuer> {
  let round = 0;
  let signing: CryptoKey;
  let keys: JWK[] = [];
  let broken: number | undefined;
  const asked: string[] = [];
  const opaque = new Map<string, Record<string, unknown>>();
  const rotate = async (): Promise<void> => {
    round += 1;
    const pair = await generateKeyPair('ES256');
    signing = pair.privateKey;
    keys = [{ ...(await exportJWK(pair.publicKey)), kid: `k${round}`, use: 'sig' }];
  };
  await rotate();
  const token = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = Object.fromEntries(Object.entries({ iss: url, sub: 'ann', exp: now + 600, ...claims }).filter(([, value]) => value !== undefined));
    return await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: `k${round}`, ...header }).sign(signing);
  };
  const about = (): Record<string, unknown> => ({
    issuer: url,
    jwks_uri: `${url}/keys`,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    ...metadata,
  });
  const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
    return new URLSearchParams(body);
  };
  const server = createServer((request, response) => {
    const asks = request.url ?? '';
    asked.push(asks);
    const send = (answer: unknown): void => void response.writeHead(broken ?? (answer === undefined ? 404 : 200), { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? {}));
    if (asks === metadataPath) send(about());
    else if (asks === `${path}/keys`) send({ keys });
    else if (asks === `${path}/introspect`) {
      void bodyOf(request).then((form) => {
        if (request.headers.authorization !== `Basic ${Buffer.from('robot:secret+of+the+robot').toString('base64')}`) response.writeHead(401).end();
        else send(opaque.get(form.get('token') ?? '') ?? { active: false });
      });
    } else if (asks === `${path}/token`) {
      void bodyOf(request).then((form) => {
        const [client] = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString().split(':');
        // Whatever is asked for is granted (RFC 6749 section 4.4, RFC 8707 section 2.2).
        void token({ sub: client, aud: form.get('resource') ?? undefined, scope: form.get('scope') ?? '' }).then((access_token) => send({ access_token, token_type: 'Bearer', expires_in: 600 }));
      });
    } else send(undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return {
    url,
    asked,
    token,
    opaque: (claims) => {
      const text = `opaque-${opaque.size}-${Math.random().toString(36).slice(2)}`;
      const told = { active: true, iss: url, sub: 'ann', exp: Math.floor(Date.now() / 1_000) + 600, token_type: 'Bearer', ...claims };
      opaque.set(text, Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)));
      return text;
    },
    rotate,
    break: (status) => {
      broken = status;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

// Mocked APIs as a Microcks has them, behind OAuth 2.0: a token is given for the client's id and secret, and asked for with each call.
import { randomBytes } from 'node:crypto';

const CLIENT = { id: 'example-client', secret: 'example-secret' };
const TOKEN_SECONDS = 300;
const MOST_KEPT = 100;
const tokens = new Set();
const services = [service('1', 'Tea House', '1.0.0'), service('2', 'Kettles', '2.1.0')];

/** The API, the port that it likes, and what its server needs in the environment. */
export const microcks = {
  port: 4103,
  environment: { MICROCKS_CLIENT: CLIENT.id, MICROCKS_SECRET: CLIENT.secret },
  routes: {
    'POST /token': async ({ headers, form }) => {
      const asked = await form();
      const isClient = headers.authorization === `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
      if (!isClient) return { status: 401, json: { error: 'invalid_client' } };
      if (asked.get('grant_type') !== 'client_credentials') return { status: 400, json: { error: 'unsupported_grant_type' } };
      const token = randomBytes(16).toString('hex');
      tokens.add(token);
      if (tokens.size > MOST_KEPT) tokens.delete(tokens.values().next().value);
      return { json: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS } };
    },
    'GET /api/services': guarded(({ query }) => {
      const size = Number(query.get('size') ?? 20);
      const page = Number(query.get('page') ?? 0);
      return { json: services.slice(page * size, (page + 1) * size) };
    }),
    'GET /api/services/count': guarded(() => ({ json: { counter: services.length } })),
    'GET /api/services/{id}': guarded(({ path }) => {
      const found = services.find(({ id }) => id === path.id);
      return found === undefined ? { status: 404, json: { message: `There is no service ${path.id}.` } } : { json: found };
    }),
    'POST /api/artifact/upload': guarded(async ({ form }) => {
      const file = (await form()).get('file');
      if (file === null || typeof file === 'string') return { status: 204 };
      const { info } = JSON.parse(await file.text());
      if (services.length >= MOST_KEPT) return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: `This example keeps ${MOST_KEPT} services.` };
      services.push(service(String(services.length + 1), info.title, info.version));
      return { status: 201, headers: { 'Content-Type': 'text/plain' }, body: `${info.title}:${info.version}` };
    }),
  },
};

function guarded(route) {
  return (request) => (tokens.has(request.headers.authorization?.replace(/^Bearer /, '')) ? route(request) : { status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, json: { message: 'A token is wanted.' } });
}

function service(id, name, version) {
  return { id, name, version, type: 'REST', operations: [] };
}

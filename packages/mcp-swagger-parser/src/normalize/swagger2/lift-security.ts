import { isObject, textMember } from '../../json/json-object.js';

const FLOWS = new Map(Object.entries({ implicit: 'implicit', password: 'password', application: 'clientCredentials', accessCode: 'authorizationCode' }));

/** The security scheme of OpenAPI 3 for one of Swagger 2.0 ("Security Scheme Object"). */
export function liftSecurityScheme(scheme: unknown): unknown {
  if (!isObject(scheme)) return scheme;
  const { type, flow: _flow, scopes, authorizationUrl, tokenUrl, ...rest } = scheme;
  if (type === 'basic') return { ...rest, type: 'http', scheme: 'basic' };
  if (type !== 'oauth2' || scheme['flows'] !== undefined) return scheme;
  const name = FLOWS.get(textMember(scheme, 'flow') ?? '') ?? 'implicit';
  const urls = { ...(authorizationUrl === undefined ? {} : { authorizationUrl }), ...(tokenUrl === undefined ? {} : { tokenUrl }) };
  return { ...rest, type, flows: { [name]: { ...urls, scopes: isObject(scopes) ? scopes : {} } } };
}

import { AppError } from '../common/app-error.js';
import type { ServerEntity, StoredCallers, StoredServing } from '../database/entities/server.entity.js';
import { type Serving, servingOf } from './server.schemas.js';

/** What is known of a server before a change. */
type Before = Pick<ServerEntity, 'serving' | 'secretNames'> | undefined;

/** How a server is to be served by a body, and the client secret that was in it: null takes the stored one away, undefined leaves it. Throws AppError 422. */
export function partServing(body: Serving, before?: Before): { serving: StoredServing; introspection: string | null | undefined } {
  const { access, introspection } = partAccess(body.access, before);
  return { serving: { ...servingOf(body), ...(access === undefined ? {} : { access }) }, introspection };
}

/** Takes the client secret out of the rules of a body. A stored one stays only with the address and the client that it was entered for, or a change of the address would lead it elsewhere. */
function partAccess(access: Serving['access'], before: Before): { access: StoredCallers | undefined; introspection: string | null | undefined } {
  if (access === undefined) return { access, introspection: undefined };
  const { oauth, ...rest } = access;
  const hasSecret = before?.secretNames.introspection === true;
  if (oauth?.introspection === undefined) return { access: oauth === undefined ? rest : { ...rest, oauth: { ...oauth, introspection: undefined } }, introspection: hasSecret ? null : undefined };
  const { url, clientId, clientSecret } = oauth.introspection;
  const stored = before?.serving.access?.oauth?.introspection;
  const isKept = clientSecret === undefined && hasSecret && stored?.url === url && stored.clientId === clientId;
  if (clientSecret === undefined && !isKept) throw new AppError(422, 'SECRET_MISSING', 'access.oauth.introspection wants its clientSecret: it may be left out only while one is stored for the same url and clientId.');
  return { access: { ...rest, oauth: { ...oauth, introspection: { url, clientId } } }, introspection: clientSecret };
}

/** The rules as the process gets them. Without its secret, such as after a restore with another key, nobody can be asked: then only tokens that can be verified by keys are good. */
export function joinAccess({ oauth, ...rest }: StoredCallers, clientSecret: string | null) {
  if (oauth === undefined) return rest;
  const { introspection, ...known } = oauth;
  return { ...rest, oauth: introspection === undefined || clientSecret === null ? known : { ...known, introspection: { ...introspection, clientSecret } } };
}

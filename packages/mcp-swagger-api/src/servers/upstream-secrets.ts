import { type Auth, authSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import type { SecretBox } from '../common/secret-box.js';
import type { ServerEntity } from '../database/entities/server.entity.js';

const secretsSchema = z.object({ auth: authSchema.nullable(), headers: z.record(z.string(), z.string()), credentials: z.record(z.string(), authSchema).default({}), environment: z.record(z.string(), z.string()).default({}), introspection: z.string().nullable().default(null) });

/** What a server needs to prove who it is to its upstream, or what its command is given. Every value of it is a secret. */
export interface UpstreamSecrets {
  auth: Auth | null;
  headers: Record<string, string>;
  /** By security scheme. */
  credentials: Record<string, Auth>;
  /** The variables of a command. */
  environment: Record<string, string>;
  /** The client secret that the issuer of its callers is asked about tokens with. */
  introspection: string | null;
}

/** The two columns of a server that its secrets fill: the sealed values, and the names that may be shown. */
export function sealSecrets(box: SecretBox, serverId: string, { auth, headers, credentials, environment, introspection }: UpstreamSecrets): Pick<ServerEntity, 'sealedSecrets' | 'secretNames'> {
  const kinds = Object.fromEntries(Object.entries(credentials).map(([scheme, { type }]) => [scheme, type]));
  const secretNames = { auth: auth?.type ?? null, headers: Object.keys(headers), credentials: kinds, environment: Object.keys(environment), ...(introspection === null ? {} : { introspection: true }) };
  const isEmpty = secretNames.auth === null && secretNames.headers.length === 0 && Object.keys(kinds).length === 0 && secretNames.environment.length === 0 && introspection === null;
  return { sealedSecrets: isEmpty ? null : box.seal({ auth, headers, credentials, environment, introspection }, serverId), secretNames };
}

export function openSecrets(box: SecretBox, serverId: string, sealed: string | null): UpstreamSecrets {
  return sealed === null ? { auth: null, headers: {}, credentials: {}, environment: {}, introspection: null } : secretsSchema.parse(box.open(sealed, serverId));
}

/** The same columns after a change. What is not entered again is kept, and only that has to be readable: with another key, all of it can still be entered anew. */
export function sealAgain(box: SecretBox, { id, secretNames, sealedSecrets }: ServerEntity, { auth, headers, credentials, environment, introspection }: Partial<Changed>): Pick<ServerEntity, 'sealedSecrets' | 'secretNames'> {
  const keepsAuth = auth === undefined && secretNames.auth !== null;
  const keepsHeaders = headers === undefined && secretNames.headers.length > 0;
  const keepsCredentials = credentials === undefined && Object.keys(secretNames.credentials ?? {}).length > 0;
  const keepsVariables = environment === undefined && (secretNames.environment ?? []).length > 0;
  const keepsIntrospection = introspection === undefined && secretNames.introspection === true;
  const known = openSecrets(box, id, keepsAuth || keepsHeaders || keepsCredentials || keepsVariables || keepsIntrospection ? sealedSecrets : null);
  return sealSecrets(box, id, { auth: auth === undefined ? known.auth : auth, headers: headers ?? known.headers, credentials: credentials ?? known.credentials, environment: environment ?? known.environment, introspection: introspection === undefined ? known.introspection : introspection });
}

type Changed = { [K in keyof UpstreamSecrets]: UpstreamSecrets[K] | undefined };

import { type Auth, authSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import type { SecretBox } from '../common/secret-box.js';
import type { ServerEntity } from '../database/entities/server.entity.js';

const secretsSchema = z.object({ auth: authSchema.nullable(), headers: z.record(z.string(), z.string()), credentials: z.record(z.string(), authSchema).default({}) });

/** What a server needs to prove who it is to its upstream. Every value of it is a secret. */
export interface UpstreamSecrets {
  auth: Auth | null;
  headers: Record<string, string>;
  /** By security scheme. */
  credentials: Record<string, Auth>;
}

/** The two columns of a server that its secrets fill: the sealed values, and the names that may be shown. */
export function sealSecrets(box: SecretBox, serverId: string, { auth, headers, credentials }: UpstreamSecrets): Pick<ServerEntity, 'sealedSecrets' | 'secretNames'> {
  const kinds = Object.fromEntries(Object.entries(credentials).map(([scheme, { type }]) => [scheme, type]));
  const secretNames = { auth: auth?.type ?? null, headers: Object.keys(headers), credentials: kinds };
  const isEmpty = secretNames.auth === null && secretNames.headers.length === 0 && Object.keys(kinds).length === 0;
  return { sealedSecrets: isEmpty ? null : box.seal({ auth, headers, credentials }, serverId), secretNames };
}

export function openSecrets(box: SecretBox, serverId: string, sealed: string | null): UpstreamSecrets {
  return sealed === null ? { auth: null, headers: {}, credentials: {} } : secretsSchema.parse(box.open(sealed, serverId));
}

import { z } from 'zod';
import { roleSchema, newPasswordSchema } from '../users/user.schemas.js';

const passwordSchema = z.string().min(1).max(1_024);

export const loginSchema = z.strictObject({
  name: z.string().min(1).max(200),
  password: passwordSchema,
  as: z.enum(['cookie', 'token']).default('cookie').describe('token: a bearer token for an hour, and no cookie'),
});
export type LoginBody = z.infer<typeof loginSchema>;

export const changePasswordSchema = z.strictObject({ current: passwordSchema, next: newPasswordSchema });
export type ChangePasswordBody = z.infer<typeof changePasswordSchema>;

const whoSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema.nullable() });

export const loginViewSchema = z.object({
  user: whoSchema,
  expiresAt: z.iso.datetime(),
  csrfToken: z.string().nullable().describe('goes with every changing request as X-CSRF-Token'),
  token: z.string().nullable().describe('for Authorization: Bearer, when it was asked for'),
});

export const meViewSchema = whoSchema.extend({
  kind: z.enum(['local', 'user', 'key']),
  scopes: z.array(z.string()),
  csrfToken: z.string().nullable(),
  mayAddCommands: z.boolean().describe('servers that are commands; for admins, and only where ALLOW_COMMAND_SERVERS is set'),
});

export const methodsViewSchema = z.object({
  required: z.boolean().describe('false: this machine is let in without any proof'),
  password: z.boolean(),
  oidc: z.object({ name: z.string(), url: z.string() }).nullable().describe('where a browser goes to sign in at the OpenID issuer'),
});

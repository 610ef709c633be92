import { z } from 'zod';
import { ROLES } from '../role.js';

export const roleSchema = z.enum(ROLES);

/** Long enough that it cannot be guessed at the rate that the login allows; bounded, because each is hashed. */
export const newPasswordSchema = z.string().min(12, 'at least 12 characters were expected').max(1_024);

const nameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u, 'letters, digits and . _ @ + - were expected')
  .max(100);

export const createUserSchema = z.strictObject({ name: nameSchema, password: newPasswordSchema, role: roleSchema });
export type CreateUserBody = z.infer<typeof createUserSchema>;

export const updateUserSchema = z
  .strictObject({ password: newPasswordSchema, role: roleSchema, disabled: z.boolean() })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'at least one field was expected' });
export type UpdateUserBody = z.infer<typeof updateUserSchema>;

export const userViewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: roleSchema,
    disabled: z.boolean(),
    signsInWith: z.enum(['password', 'issuer']),
    createdAt: z.iso.datetime(),
    lastLoginAt: z.iso.datetime().nullable(),
    revision: z.string().describe('for If-Match, as the header ETag'),
  })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof userViewSchema>;

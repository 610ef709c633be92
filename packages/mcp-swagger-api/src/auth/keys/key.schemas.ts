import { z } from 'zod';

/** `admin`, `operate` and `read` are the roles of the API; `mcp` is the MCP endpoints of all servers, `mcp:<server id>` that of one. */
const scopeSchema = z.union([z.enum(['admin', 'operate', 'read', 'mcp']), z.string().regex(/^mcp:[0-9a-f-]{36}$/, 'admin, operate, read, mcp or mcp:<server id> was expected')]);

export const createKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scopeSchema).min(1).max(100),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type CreateKeyBody = z.infer<typeof createKeySchema>;

export const keyViewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().describe('the last characters of the key'),
    scopes: z.array(z.string()),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ApiKey' });
export type KeyView = z.infer<typeof keyViewSchema>;

export const newKeyViewSchema = keyViewSchema.extend({ key: z.string().describe('shown this once') });

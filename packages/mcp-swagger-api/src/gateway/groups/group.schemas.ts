import { z } from 'zod';

/** MCP 2025-11-25, Tools, Tool Names. */
const toolName = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'a tool name of letters, digits, _, - and . was expected, 128 at most');

export const memberSchema = z.strictObject({
  serverId: z.uuid(),
  prefix: z.string().regex(/^[A-Za-z0-9_.-]{0,64}$/, 'a prefix of letters, digits, _, - and . was expected, 64 at most').default('').describe('stands before the names of its tools and prompts'),
  others: z.enum(['shown', 'hidden']).default('shown').describe('whether tools that are not named below are shown'),
  tools: z
    .record(z.string().min(1).max(200), z.strictObject({ enabled: z.boolean(), name: toolName }).partial())
    .default({})
    .describe('by the name that the server gives them'),
  prompts: z.enum(['shown', 'hidden']).default('shown'),
  resources: z.enum(['shown', 'hidden']).default('shown').describe('resources and their templates, under the addresses that the server gives them'),
});

const members = z
  .array(memberSchema)
  .max(50)
  .refine((list) => new Set(list.map(({ serverId }) => serverId)).size === list.length, { error: 'each server may be a member once' });

const fields = { name: z.string().trim().min(1).max(100), description: z.string().max(2_000), members };

export const createGroupSchema = z.strictObject(fields).partial({ description: true, members: true });
export type CreateGroupBody = z.infer<typeof createGroupSchema>;

export const updateGroupSchema = z
  .strictObject(fields)
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'at least one field was expected' });
export type UpdateGroupBody = z.infer<typeof updateGroupSchema>;

/** A group as it is kept, and what it shows now. */
export const groupViewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    members: z.array(memberSchema),
    tools: z.array(z.object({ name: z.string(), title: z.string().optional(), description: z.string().optional(), serverId: z.string(), tool: z.string() })),
    prompts: z.array(z.object({ name: z.string(), title: z.string().optional(), description: z.string().optional(), serverId: z.string(), prompt: z.string() })),
    resources: z.array(z.object({ uri: z.string(), name: z.string(), title: z.string().optional(), serverId: z.string() })).describe('of a template the uri holds expressions in braces'),
    collisions: z.array(z.object({ name: z.string(), serverId: z.string(), tool: z.string() })).describe('names that an earlier member has already; these tools are not shown'),
    unavailable: z.array(z.object({ serverId: z.string(), reason: z.string() })).describe('members whose tools are not shown, because they cannot be called now'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    revision: z.string().describe('for If-Match, as the header ETag'),
  })
  .meta({ id: 'Group' });
export type GroupView = z.infer<typeof groupViewSchema>;

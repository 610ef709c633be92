import { requestSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { previewViewSchema } from '../documents/document.schemas.js';
import { appliedSchema } from './server.schemas.js';

/** What clients accept as the name of a tool, with room for a server's name in front. */
const toolNameSchema = z.string().regex(/^[A-Za-z0-9_-]{1,48}$/, 'letters, digits, _ and - were expected, at most 48');

/** null: as the document says. */
export const toolPatchSchema = z
  .strictObject({
    enabled: z.boolean().nullable(),
    name: toolNameSchema.nullable(),
    title: z.string().trim().min(1).max(200).nullable(),
    description: z.string().trim().min(1).max(10_000).nullable(),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'at least one of enabled, name, title and description was expected' });

const toolChangeSchema = z
  .object({
    method: z.string(),
    path: z.string(),
    tool: z.string().describe('its name by the document when it was first changed'),
    name: z.string(),
    enabled: z.boolean(),
    title: z.string().nullable(),
    description: z.string().nullable(),
  })
  .meta({ id: 'ToolChange' });
export type ToolChangeView = z.infer<typeof toolChangeSchema>;

/** Arguments of a call that is not made. */
export const dryRunSchema = z.strictObject({ arguments: z.record(z.string(), z.unknown()).default({}) });

/** The request that a call would make; secrets are masked. */
export const shownRequestSchema = requestSchema.omit({ requestId: true }).meta({ id: 'ShownRequest' });

export const changedToolSchema = toolChangeSchema.extend({ serverId: z.uuid(), applied: appliedSchema });

/** `changes`: what the operator changed, also of tools that are disabled or not in the document any more. */
export const serverToolsSchema = previewViewSchema.pick({ tools: true, warnings: true, skipped: true }).extend({ changes: z.array(toolChangeSchema) });

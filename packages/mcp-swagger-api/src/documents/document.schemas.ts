import { filtersSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { webAddressSchema } from '../common/web-address.js';

/** 32 MiB of text: the largest document that is taken. */
export const MAX_DOCUMENT_CHARACTERS = 32 * 1024 * 1024;

/** A document by address, as text, or as the object itself. */
export const documentSourceSchema = z
  .object({
    openapiUrl: webAddressSchema.optional(),
    openapiData: z
      .union([z.string().min(1).max(MAX_DOCUMENT_CHARACTERS), z.record(z.string(), z.unknown())])
      .optional()
      .describe('JSON or YAML as text, or the document as an object'),
  })
  .refine(({ openapiUrl, openapiData }) => (openapiUrl === undefined) !== (openapiData === undefined), {
    error: 'exactly one of openapiUrl and openapiData was expected',
  });
export type DocumentSourceBody = z.infer<typeof documentSourceSchema>;

export const previewSchema = documentSourceSchema.safeExtend({ filters: filtersSchema.optional() });

export const warningSchema = z.object({ code: z.string(), pointer: z.string(), message: z.string() });
const skippedSchema = warningSchema.extend({ method: z.string(), path: z.string() });

export const documentViewSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  version: z.string(),
  openapiVersion: z.string(),
  sourceUrl: z.string().nullable(),
  hash: z.string(),
  toolCount: z.number().int(),
  bytes: z.number().int(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Document' });
export type DocumentView = z.infer<typeof documentViewSchema>;

export const toolViewSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()),
  _meta: z.object({ method: z.string(), path: z.string(), operationId: z.string().optional() }),
}).meta({ id: 'Tool' });

export const previewViewSchema = z.object({
  title: z.string(),
  version: z.string(),
  openapiVersion: z.string(),
  tools: z.array(toolViewSchema),
  warnings: z.array(warningSchema),
  skipped: z.array(skippedSchema),
});

export const storedDocumentViewSchema = documentViewSchema.extend({ warnings: z.array(warningSchema), skipped: z.array(skippedSchema) });

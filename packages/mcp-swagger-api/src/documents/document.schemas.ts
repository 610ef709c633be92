import { filtersSchema, outputSchemasSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { webAddressSchema } from '../common/web-address.js';
import { documentAuthSchema } from './document-auth.js';

/** 32 MiB of text: the largest document that is taken. */
export const MAX_DOCUMENT_CHARACTERS = 32 * 1024 * 1024;

/** A document by address, as text, or as the object itself. */
export const documentSourceSchema = z
  .strictObject({
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

/** Overlays as JSON or YAML text, applied in this order. */
export const overlaysSchema = z.array(z.string().min(1).max(4 * 1024 * 1024)).max(20).describe('OpenAPI Overlays as JSON or YAML text, applied in this order');

const readingSchema = documentSourceSchema.safeExtend({ auth: documentAuthSchema.nullable().optional().describe('for the address of the document') });

export const validateSchema = readingSchema.safeExtend({ overlays: overlaysSchema.optional() });

export const previewSchema = validateSchema.safeExtend({ filters: filtersSchema.optional(), outputSchemas: outputSchemasSchema.optional() });

/** Often enough for people, seldom enough for the address. */
const refreshIntervalMs = z.number().int().min(60_000).max(7 * 86_400_000).nullable().describe('how often the address is looked at for a new version');
const autoApply = z.boolean().describe('gives what such a look finds to the servers at once');

export const createDocumentSchema = readingSchema
  .safeExtend({ refreshIntervalMs: refreshIntervalMs.optional(), autoApply: autoApply.optional() })
  .refine(({ openapiUrl, refreshIntervalMs: interval, auth }) => openapiUrl !== undefined || ((interval ?? null) === null && (auth ?? null) === null), {
    error: 'auth and refreshIntervalMs go with openapiUrl',
  });
export type CreateDocumentBody = z.infer<typeof createDocumentSchema>;

export const updateDocumentSchema = z
  .strictObject({
    openapiUrl: documentSourceSchema.shape.openapiUrl,
    openapiData: documentSourceSchema.shape.openapiData,
    auth: documentAuthSchema.nullable().optional(),
    refreshIntervalMs: refreshIntervalMs.optional(),
    autoApply: autoApply.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: 'at least one field was expected' })
  .refine(({ openapiUrl, openapiData }) => openapiUrl === undefined || openapiData === undefined, { error: 'openapiUrl or openapiData was expected, not both' });
export type UpdateDocumentBody = z.infer<typeof updateDocumentSchema>;

export const versionNumber = z.coerce.number().int().min(1).max(1_000_000);

export const diffQuerySchema = z.object({
  from: versionNumber.optional().describe('the version in use, if not given'),
  to: versionNumber.optional().describe('the newest version, if not given'),
});

const warningSchema = z.object({ code: z.string(), pointer: z.string(), message: z.string() });
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
  number: z.number().int().describe('of the version that servers use'),
  auth: z.object({ type: z.string(), set: z.literal(true) }).nullable(),
  refreshIntervalMs: z.number().int().nullable(),
  autoApply: z.boolean(),
  checkedAt: z.iso.datetime().nullable().describe('when its address was last looked at'),
  checkError: z.string().nullable(),
  createdAt: z.iso.datetime(),
  revision: z.string().describe('for If-Match, as the header ETag'),
}).meta({ id: 'Document' });
export type DocumentView = z.infer<typeof documentViewSchema>;

const toolViewSchema = z.object({
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

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  pointer: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

export const validationSchema = z
  .object({
    valid: z.boolean(),
    errors: z.array(failureSchema),
    title: z.string().nullable(),
    openapiVersion: z.string().nullable(),
    toolCount: z.number().int(),
    warnings: z.array(warningSchema),
    skipped: z.array(skippedSchema),
  })
  .meta({ id: 'Validation' });

export const versionViewSchema = z
  .object({
    number: z.number().int(),
    title: z.string(),
    version: z.string(),
    openapiVersion: z.string(),
    hash: z.string(),
    toolCount: z.number().int(),
    bytes: z.number().int(),
    origin: z.enum(['created', 'handed-in', 'fetched']),
    createdAt: z.iso.datetime(),
    appliedAt: z.iso.datetime().nullable(),
    inUse: z.boolean(),
  })
  .meta({ id: 'DocumentVersion' });

const names = z.array(z.string());

export const toolDiffSchema = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    added: names,
    removed: names,
    changed: z.array(
      z.object({
        name: z.string(),
        text: z.boolean().describe('title or description'),
        operation: z.boolean().describe('method or path'),
        annotations: z.boolean(),
        arguments: z.object({ added: names, removed: names, changed: names, nowRequired: names, noLongerRequired: names }),
      }),
    ),
    unchanged: z.number().int(),
  })
  .meta({ id: 'ToolDiff' });

export const proposalSchema = documentViewSchema.extend({
  newest: z.number().int().describe('the newest version; it is used only once it is applied'),
  isNew: z.boolean(),
});

export const storedDocumentViewSchema = documentViewSchema.extend({ warnings: z.array(warningSchema), skipped: z.array(skippedSchema) });

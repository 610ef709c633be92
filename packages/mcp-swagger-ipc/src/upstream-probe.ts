import * as z from 'zod';

/**
 * What is asked of the API behind a server: a tool, with the credentials of its operation, or a path below its base URL, with the configured headers
 * only. Of tools only those that read (GET, HEAD) are called.
 */
export const upstreamProbeTargetSchema = z.union([
  z.strictObject({ tool: z.string().min(1).max(500), arguments: z.record(z.string().max(500), z.unknown()).default({}) }),
  z.strictObject({
    method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET'),
    path: z.string().regex(/^\/[A-Za-z0-9\-._~/]*$/, 'a path like /healthz was expected').max(500),
  }),
]);
export type UpstreamProbeTarget = z.infer<typeof upstreamProbeTargetSchema>;
